package dev.jobgrid.estimate;

import java.util.List;

/**
 * Whether a job needs a GPU, and how that is known (reference §04, {@code classification}).
 *
 * @param requirement what was found
 * @param confidence how sure that is
 * @param reasons what it was found by, for people
 */
public record Classification(Requirement requirement, Confidence confidence, List<String> reasons) {
    /** What a job needs. */
    public enum Requirement {
        /** A GPU. */
        GPU_REQUIRED,
        /** No GPU. */
        CPU_ONLY,
        /** Nothing tells. */
        UNSPECIFIED
    }

    /** How sure something is. */
    public enum Confidence {
        /** The draft says so. */
        HIGH,
        /** The image or the command says so. */
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
