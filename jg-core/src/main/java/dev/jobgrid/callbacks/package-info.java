/** §11: telling a client's service that a job ended. Start at {@link dev.jobgrid.job.CallbackDelivery}. */
@NullMarked
package dev.jobgrid.callbacks;

import org.jspecify.annotations.NullMarked;
