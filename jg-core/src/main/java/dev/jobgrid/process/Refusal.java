package dev.jobgrid.process;

import dev.jobgrid.job.Failure;

/** Why a run cannot be started; told as its exit. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Failure.Cause reason;

    Refusal(Failure.Cause reason, String summary) {
        super(summary);
        this.reason = reason;
    }

    Failure.Cause reason() {
        return reason;
    }
}
