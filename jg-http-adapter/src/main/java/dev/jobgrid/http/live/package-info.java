/**
 * Live logs (reference §08): many readers of many jobs on few threads. Start at {@link dev.jobgrid.http.live.LiveLogs}.
 * A {@code LiveTopic} reads each job's news once for all of its readers; a {@code LiveReader} has its client's
 * position. Independent of HTTP.
 */
@NullMarked
package dev.jobgrid.http.live;

import org.jspecify.annotations.NullMarked;
