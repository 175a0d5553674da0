/** Places queued jobs. Start at {@link dev.jobgrid.internal.schedule.Dispatcher}. */
@NullMarked
package dev.jobgrid.internal.schedule;

import org.jspecify.annotations.NullMarked;
