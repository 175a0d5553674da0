package dev.jobgrid;

import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.JobId;
import java.util.Optional;

/**
 * Callbacks of the jobs of the caller's workspace (§11). Thread-safe; all methods block on the store.
 *
 * <p>They throw {@link dev.jobgrid.errors.JobGridException}: FORBIDDEN if the caller lacks the scope, NOT_FOUND if the
 * workspace has no such job.
 */
public interface Callbacks {
    /** The delivery state of a job's callback; empty until a job that named a receiver has ended. */
    Optional<CallbackReport> report(JobId id);

    /**
     * Restarts the delivery of a job's callback from now on, with all its tries, whatever its state.
     *
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if the job has no callback
     */
    CallbackReport retry(JobId id);
}
