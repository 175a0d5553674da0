/** Reports the grid's activity to an observer. Start at {@link dev.jobgrid.internal.observe.Observation}. */
@NullMarked
package dev.jobgrid.internal.observe;

import org.jspecify.annotations.NullMarked;
