/** §08: what a job prints. Start at {@link dev.jobgrid.logs.LogLine}. */
@NullMarked
package dev.jobgrid.logs;

import org.jspecify.annotations.NullMarked;
