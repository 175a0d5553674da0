/** §04: what a job would need, cost and wait for. Start at {@link dev.jobgrid.estimate.Estimate}. */
@NullMarked
package dev.jobgrid.estimate;

import org.jspecify.annotations.NullMarked;
