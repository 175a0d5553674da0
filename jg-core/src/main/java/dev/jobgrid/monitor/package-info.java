/** §07: listing and monitoring jobs. Start at {@link dev.jobgrid.monitor.JobQuery}. */
@NullMarked
package dev.jobgrid.monitor;

import org.jspecify.annotations.NullMarked;
