/** §08: logs of jobs. Start at {@link dev.jobgrid.logs.LogLine}. */
@NullMarked
package dev.jobgrid.logs;

import org.jspecify.annotations.NullMarked;
