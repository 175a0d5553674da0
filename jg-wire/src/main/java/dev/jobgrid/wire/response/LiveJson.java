package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.wire.WireNames;
import org.jspecify.annotations.Nullable;

/** Data of a live log's events other than lines (reference §08). */
public final class LiveJson {
    private LiveJson() {}

    /** {@code status}: the state of the job. */
    public record Status(String jobId, String status, String phase) {}

    /** {@code notice}: a message of the platform about it. */
    public record Notice(String message) {}

    /** {@code terminal}: how it ended. The last event. */
    public record Terminal(@Nullable Integer exitCode, boolean timedOut, String status) {}

    /** The state of a job. */
    public static Status status(Job job) {
        return new Status(job.id().value(), WireNames.of(job.status()), WireNames.of(job.phase()));
    }

    /** A message of the platform about a job. */
    public static Notice notice(Job job) {
        return new Notice(PhaseText.of(job));
    }

    /** How a job ended. */
    public static Terminal terminal(Job job) {
        RuntimeJson.Exit exit = RuntimeJson.Exit.of(job);
        return new Terminal(exit.exitCode(), exit.timedOut(), WireNames.of(job.status()));
    }
}
