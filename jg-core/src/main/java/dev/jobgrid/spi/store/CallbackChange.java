package dev.jobgrid.spi.store;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Transition;
import java.util.Optional;

/**
 * One change of a callback, all of which is stored in one transaction or none of it.
 *
 * @param before the callback it was built from; it holds only if the stored one still has that version
 * @param after the callback afterwards, its version higher
 * @param attempt the try that led to it
 * @param transition the job's change with the event for it
 */
public record CallbackChange(
        CallbackDelivery before,
        CallbackDelivery after,
        Optional<CallbackAttempt> attempt,
        Optional<Transition> transition) {
    /** A change without try and event. */
    public static CallbackChange silent(CallbackDelivery before, CallbackDelivery after) {
        return new CallbackChange(before, after, Optional.empty(), Optional.empty());
    }
}
