package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.wire.WireNames;
import org.jspecify.annotations.Nullable;

/** The data of a live log's events that are no lines (reference §08). */
public final class LiveJson {
    private LiveJson() {}

    /** {@code status}: where the job stands. */
    public record Status(String jobId, String status, String phase) {}

    /** {@code notice}: what the platform says about it. */
    public record Notice(String message) {}

    /** {@code terminal}: how it ended. Nothing comes after it. */
    public record Terminal(@Nullable Integer exitCode, boolean timedOut, String status) {}

    /** Where a job stands. */
    public static Status status(Job job) {
        return new Status(job.id().value(), WireNames.of(job.status()), WireNames.of(job.phase()));
    }

    /** What the platform says about a job. */
    public static Notice notice(Job job) {
        return new Notice(PhaseText.of(job));
    }

    /** How a job ended. */
    public static Terminal terminal(Job job) {
        RuntimeJson.Exit exit = RuntimeJson.Exit.of(job);
        return new Terminal(exit.exitCode(), exit.timedOut(), WireNames.of(job.status()));
    }
}
