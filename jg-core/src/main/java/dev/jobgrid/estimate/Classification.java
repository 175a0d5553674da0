package dev.jobgrid.estimate;

import java.util.List;

/**
 * Whether a job needs a GPU, and the evidence for it (reference §04, {@code classification}).
 *
 * @param requirement the result
 * @param confidence how certain it is
 * @param reasons the evidence, for people
 */
public record Classification(Requirement requirement, Confidence confidence, List<String> reasons) {
    /** The requirement of a job. */
    public enum Requirement {
        /** A GPU. */
        GPU_REQUIRED,
        /** No GPU. */
        CPU_ONLY,
        /** Unknown. */
        UNSPECIFIED
    }

    /** How certain the result is. */
    public enum Confidence {
        /** Stated by the draft. */
        HIGH,
        /** Concluded from the image or the command. */
        MEDIUM,
        /** It is a guess. */
        LOW
    }

    /** Copies the reasons. */
    public Classification {
        reasons = List.copyOf(reasons);
    }

    /** Whether a GPU is needed. */
    public boolean requiresGpu() {
        return requirement == Requirement.GPU_REQUIRED;
    }
}
