package dev.jobgrid.process;

import dev.jobgrid.job.Failure;

/** Why a run cannot be started; told as its exit. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Failure.Cause reason;
    private final boolean isOfNode;

    Refusal(Failure.Cause reason, String summary) {
        this(reason, summary, false);
    }

    private Refusal(Failure.Cause reason, String summary, boolean isOfNode) {
        super(summary);
        this.reason = reason;
        this.isOfNode = isOfNode;
    }

    /** A fault of this host, and not of the job. */
    static Refusal ofNode(String summary) {
        return new Refusal(Failure.Cause.INTERNAL, summary, true);
    }

    boolean isOfNode() {
        return isOfNode;
    }

    Failure.Cause reason() {
        return reason;
    }
}
