package dev.jobgrid.testkit.sim;

import dev.jobgrid.id.JobId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.submit.SubmitOptions;
import java.util.Optional;

/** A job of the simulation's client, with the client's knowledge of it. */
final class ExpectedJob {
    /** The client's knowledge. */
    enum Standing {
        /** Not submitted, or refused. */
        OPEN,
        /** Submitted without a response. */
        UNKNOWN,
        /** Accepted. */
        ACCEPTED
    }

    private final JobSpec spec;
    private final SubmitOptions options;
    private Standing standing = Standing.OPEN;
    private Optional<JobId> job = Optional.empty();
    private boolean cancelled;

    ExpectedJob(JobSpec spec, SubmitOptions options) {
        this.spec = spec;
        this.options = options;
    }

    JobSpec spec() {
        return spec;
    }

    SubmitOptions options() {
        return options;
    }

    Standing standing() {
        return standing;
    }

    /** The job, once it was accepted. */
    Optional<JobId> job() {
        return job;
    }

    /** Whether submitting it again repeats the same submit. */
    boolean isRepeatable() {
        return spec.id().isPresent() || options.idempotencyKey().isPresent();
    }

    void lost() {
        if (standing == Standing.OPEN) {
            standing = Standing.UNKNOWN;
        }
    }

    void refused() {
        standing = Standing.OPEN;
    }

    void accepted(JobId id) {
        standing = Standing.ACCEPTED;
        job = Optional.of(id);
    }

    /** Whether a cancel of it was confirmed. */
    boolean isCancelled() {
        return cancelled;
    }

    void cancelled() {
        cancelled = true;
    }
}
