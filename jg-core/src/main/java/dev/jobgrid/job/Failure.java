package dev.jobgrid.job;

/**
 * Why a job failed or was rejected.
 *
 * @param cause what ended it
 * @param summary one sentence for people
 * @param stage the phase in which it happened
 * @param retryable whether trying again may help
 */
public record Failure(Cause cause, String summary, ExecutionPhase stage, boolean retryable) {
    /** Cuts a summary of more than 4,000 characters. */
    public Failure {
        summary = BoundedText.of(summary);
    }

    /** What can end a run before its time. */
    public enum Cause {
        /** The program ended with an exit code other than 0. */
        NON_ZERO_EXIT,
        /** A signal ended the program. */
        KILLED_BY_SIGNAL,
        /** The program used more memory than it may. */
        OUT_OF_MEMORY,
        /** The run took more disk of its node than it may. */
        OUT_OF_DISK,
        /** The program ran longer than it may. */
        TIMED_OUT,
        /** The image does not exist. */
        IMAGE_NOT_FOUND,
        /** The image may not be fetched with the credentials at hand. */
        IMAGE_UNAUTHORIZED,
        /** The image cannot be fetched for now: its registry is out of reach, or does not serve it. */
        IMAGE_UNAVAILABLE,
        /** The image is for another processor. */
        IMAGE_WRONG_ARCHITECTURE,
        /** The program does not exist, or cannot be executed. */
        COMMAND_NOT_FOUND,
        /** A GPU that was there is gone. */
        GPU_UNAVAILABLE,
        /** An input or script could not be put in place. */
        INPUT_UNAVAILABLE,
        /** The disk is full. */
        DISK_FULL,
        /** The engine that ran the job is gone. */
        WORKER_LOST,
        /** An expected artifact is missing, and the embedder says that this fails a job. */
        ARTIFACT_MISSING,
        /** An expected artifact is larger than a run may leave, and the embedder says that a missing one fails a job. */
        ARTIFACT_TOO_LARGE,
        /** The blob store took no artifacts for too long, and the embedder says that a missing one fails a job. */
        ARTIFACT_STORE_FULL,
        /** Nothing that the grid knows can take the job. */
        UNPLACEABLE,
        /** A fault of the grid's own. */
        INTERNAL
    }
}
