/**
 * §11: callbacks that report the end of a job to a client's service. Start at {@link dev.jobgrid.job.CallbackDelivery}.
 */
@NullMarked
package dev.jobgrid.callbacks;

import org.jspecify.annotations.NullMarked;
