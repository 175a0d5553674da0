package dev.jobgrid.job;

/**
 * Why a job failed or was rejected.
 *
 * @param cause its cause
 * @param summary one sentence for people
 * @param stage the phase in which it happened
 * @param retryable whether a retry may help
 */
public record Failure(Cause cause, String summary, ExecutionPhase stage, boolean retryable) {
    /** Cuts a summary of more than 4,000 characters. */
    public Failure {
        summary = BoundedText.of(summary);
    }

    /** Causes of a failed run. */
    public enum Cause {
        /** The program ended with an exit code other than 0. */
        NON_ZERO_EXIT,
        /** A signal ended the program. */
        KILLED_BY_SIGNAL,
        /** The program exceeded its memory limit. */
        OUT_OF_MEMORY,
        /** The run exceeded its disk limit on its node. */
        OUT_OF_DISK,
        /** The program exceeded its timeout. */
        TIMED_OUT,
        /** The image does not exist. */
        IMAGE_NOT_FOUND,
        /** The configured credentials may not pull the image. */
        IMAGE_UNAUTHORIZED,
        /** The image cannot be pulled now: its registry is unreachable, or does not serve it. */
        IMAGE_UNAVAILABLE,
        /** The image is for another processor architecture. */
        IMAGE_WRONG_ARCHITECTURE,
        /** The program does not exist, or cannot be executed. */
        COMMAND_NOT_FOUND,
        /** An allocated GPU is no longer available. */
        GPU_UNAVAILABLE,
        /** An input or script could not be staged. */
        INPUT_UNAVAILABLE,
        /** The disk is full. */
        DISK_FULL,
        /** The engine that ran the job is lost. */
        WORKER_LOST,
        /** An expected artifact is missing, and the embedder's settings fail the job for that. */
        ARTIFACT_MISSING,
        /** An expected artifact is larger than allowed, and the embedder's settings fail the job for missing ones. */
        ARTIFACT_TOO_LARGE,
        /**
         * The blob store accepted no artifacts for too long, and the embedder's settings fail the job for missing ones.
         */
        ARTIFACT_STORE_FULL,
        /** No known offer can run the job. */
        UNPLACEABLE,
        /** An internal error of the grid. */
        INTERNAL
    }
}
