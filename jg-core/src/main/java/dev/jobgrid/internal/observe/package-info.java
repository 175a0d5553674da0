/** Tells an observer what the grid does. Start at {@link dev.jobgrid.internal.observe.Observation}. */
@NullMarked
package dev.jobgrid.internal.observe;

import org.jspecify.annotations.NullMarked;
