/** §04: estimates of requirements, cost and wait. Start at {@link dev.jobgrid.estimate.Estimate}. */
@NullMarked
package dev.jobgrid.estimate;

import org.jspecify.annotations.NullMarked;
