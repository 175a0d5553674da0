package dev.jobgrid.console.internal.text;

import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import java.util.Locale;
import java.util.Optional;

/** States, phases and causes of jobs as words. */
public final class StatusText {
    private StatusText() {}

    /** The word for a status, which also names its glyph in lower case. */
    public static String word(JobStatus status) {
        return switch (status) {
            case PENDING, QUEUED -> "Queued";
            case ASSIGNED -> "Preparing";
            case RUNNING -> "Running";
            case COMPLETED -> "Completed";
            case FAILED -> "Failed";
            case REJECTED -> "Rejected";
            case CANCELLED -> "Cancelled";
        };
    }

    /** The word for a job's state: of one that holds its place and waits for the go, that. */
    public static String word(Job job) {
        return job.isHeld() ? "Held" : word(job.status());
    }

    /** The glyph of a status. */
    public static String glyph(JobStatus status) {
        return word(status).toLowerCase(Locale.ROOT);
    }

    /** The cause of a failure in a few words. */
    public static String cause(Failure.Cause cause) {
        return switch (cause) {
            case NON_ZERO_EXIT -> "the program failed";
            case KILLED_BY_SIGNAL -> "killed by a signal";
            case OUT_OF_MEMORY -> "out of memory";
            case OUT_OF_DISK -> "out of disk";
            case TIMED_OUT -> "timed out";
            case IMAGE_NOT_FOUND -> "image not found";
            case IMAGE_UNAUTHORIZED -> "image not allowed";
            case IMAGE_UNAVAILABLE -> "image unavailable";
            case IMAGE_WRONG_ARCHITECTURE -> "image for another processor";
            case COMMAND_NOT_FOUND -> "command not found";
            case GPU_UNAVAILABLE -> "GPU unavailable";
            case INPUT_UNAVAILABLE -> "input unavailable";
            case DISK_FULL -> "disk full";
            case WORKER_LOST -> "node lost";
            case ARTIFACT_MISSING -> "artifact missing";
            case ARTIFACT_TOO_LARGE -> "artifact too large";
            case ARTIFACT_STORE_FULL -> "artifacts could not be stored";
            case UNPLACEABLE -> "nothing can run it";
            case INTERNAL -> "an error of the grid";
        };
    }

    /** What a run that is being prepared does, after "preparing: ". Empty where the phase says no more. */
    public static Optional<String> preparation(ExecutionPhase phase) {
        return switch (phase) {
            case PROVIDER_PROVISIONING -> Optional.of("a node is being made ready");
            case WORKER_ASSIGNED -> Optional.of("a node is chosen");
            case IMAGE_DOWNLOAD -> Optional.of("the image is being pulled");
            case RUNTIME_PREPARATION -> Optional.of("inputs are being put in place");
            case CONTAINER_STARTING -> Optional.of("the program is being started");
            case SUBMITTED, QUEUED, WAITING_FOR_CAPACITY, WORKLOAD_EXECUTION, RUNNING, CLEANUP, TERMINAL ->
                Optional.empty();
        };
    }
}
