/**
 * Live logs (reference §08): many readers of many jobs on few threads. Start at {@link dev.jobgrid.http.live.LiveLogs}. A
 * {@code LiveTopic} reads each job's news once for all of its readers; a {@code LiveReader} knows how far its client is.
 * Knows of streams that take bytes or do not, and nothing of HTTP.
 */
@NullMarked
package dev.jobgrid.http.live;

import org.jspecify.annotations.NullMarked;
