/** §04. Start at {@link dev.jobgrid.internal.estimate.Estimator}. Writes nothing. */
@NullMarked
package dev.jobgrid.internal.estimate;

import org.jspecify.annotations.NullMarked;
