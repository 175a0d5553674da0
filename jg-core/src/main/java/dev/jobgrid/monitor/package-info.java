/** §07: finding jobs and following them. Start at {@link dev.jobgrid.monitor.JobQuery}. */
@NullMarked
package dev.jobgrid.monitor;

import org.jspecify.annotations.NullMarked;
