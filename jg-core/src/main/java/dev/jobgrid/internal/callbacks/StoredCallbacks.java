package dev.jobgrid.internal.callbacks;

import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.CallbackChange;
import dev.jobgrid.spi.store.CallbackOutbox;
import dev.jobgrid.spi.store.JobStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** §11: reads callbacks, and restarts their delivery. Thread-safe. */
public final class StoredCallbacks {
    private final CallbackOutbox outbox;
    private final JobStore jobs;
    private final InstantSource clock;
    private final Runnable onDue;

    /**
     * Callbacks in this store.
     *
     * @param onDue called when one becomes due
     */
    public StoredCallbacks(CallbackOutbox outbox, JobStore jobs, InstantSource clock, Runnable onDue) {
        this.outbox = outbox;
        this.jobs = jobs;
        this.clock = clock;
        this.onDue = onDue;
    }

    /**
     * A job's callback, if it has one.
     *
     * @throws JobGridException NOT_FOUND if there is no such job
     */
    public Optional<CallbackReport> report(JobRef ref) {
        job(ref);
        return outbox.find(ref);
    }

    /**
     * Makes a job's callback due now, with all its tries, whatever its state.
     *
     * @throws JobGridException NOT_FOUND if there is no such job, or it has no callback
     */
    public CallbackReport retry(JobRef ref) {
        while (true) {
            Job job = job(ref);
            CallbackDelivery delivery = outbox.find(ref)
                    .orElseThrow(() -> JobGridException.notFound("a callback of job " + ref.id()))
                    .delivery();
            Instant now = clock.instant();
            CallbackDelivery renewed = delivery.with(delivery.progress().renewed(now));
            if (outbox.update(new CallbackChange(
                    delivery, renewed, Optional.empty(), Optional.of(CallbackEvents.requested(job, now))))) {
                onDue.run();
                return outbox.find(ref).orElseThrow();
            }
        }
    }

    private Job job(JobRef ref) {
        return jobs.find(ref).orElseThrow(() -> JobGridException.notFound("job " + ref.id()));
    }
}
