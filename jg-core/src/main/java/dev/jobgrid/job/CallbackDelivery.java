package dev.jobgrid.job;

import dev.jobgrid.id.JobRef;
import java.time.Instant;

/**
 * A callback to deliver, written in the transaction that ends its job (reference §11).
 *
 * @param id one for all tries
 * @param job the job that ended
 * @param status how it ended
 * @param receiver its host and port, in lower case: "api.example.com:443"
 * @param created when the job ended
 * @param progress its delivery state
 */
public record CallbackDelivery(
        String id, JobRef job, JobStatus status, String receiver, Instant created, CallbackProgress progress) {
    /** A new callback, due at once. A job ends once, so its id serves as the delivery's. */
    public static CallbackDelivery owed(JobRef job, JobStatus status, CallbackTarget target, Instant now) {
        return new CallbackDelivery("dlv_" + job, job, status, target.receiver(), now, CallbackProgress.begun(now));
    }

    /** The same callback with that progress. */
    public CallbackDelivery with(CallbackProgress value) {
        return new CallbackDelivery(id, job, status, receiver, created, value);
    }

    /** When the next try is due, if it is still pending. */
    public Instant due() {
        return progress.due();
    }
}
