/** §07, §08: monitoring jobs. Start at {@link dev.jobgrid.internal.monitor.Monitor}. */
@NullMarked
package dev.jobgrid.internal.monitor;

import org.jspecify.annotations.NullMarked;
