/** This grid among those that share its store. Start at {@link dev.jobgrid.internal.grids.Membership}. */
@NullMarked
package dev.jobgrid.internal.grids;

import org.jspecify.annotations.NullMarked;
