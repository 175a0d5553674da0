package dev.jobgrid.internal.callbacks;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent.Level;
import dev.jobgrid.job.Transition;
import java.time.Instant;

/** Creates the events of callbacks; with those of artifacts, they are the only events after a job's end. Pure. */
final class CallbackEvents {
    private CallbackEvents() {}

    static Transition of(Job job, CallbackDelivery after, CallbackAttempt attempt, Instant now) {
        String what = "Try " + attempt.number() + " to " + after.receiver() + ": " + attempt.detail() + ".";
        Transition.Builder change = Transition.of(job, now);
        Transition.Builder whole = switch (attempt.result()) {
            case DELIVERED -> change.event("callback.delivered", "Callback delivered", what);
            case RETRYING -> {
                String next = what + " The next try is due at " + after.due() + ".";
                yield change.event("callback.retrying", "Callback failed, to be retried", next, Level.WARNING);
            }
            case GIVEN_UP ->
                change.event(
                        "callback.failed", "Callback given up", what + " There are no further tries.", Level.ERROR);
        };
        return whole.build();
    }

    static Transition requested(Job job, Instant now) {
        return Transition.of(job, now)
                .event("callback.requested", "Callback requested", "The callback is sent again on request.")
                .build();
    }
}
