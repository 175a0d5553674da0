package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import org.jspecify.annotations.Nullable;

/**
 * {@code runtime_availability}: which fields of a runtime response are available, and why others are not (reference
 * §08).
 */
record RuntimeAvailabilityJson(Field exitCode, Field stdoutTail, Field stderrTail) {
    /** @param state {@code available}, {@code delayed} while it may come yet, {@code unavailable} when it never will */
    record Field(String state, @Nullable String reason) {
        static final Field AVAILABLE = new Field("available", null);

        static Field missing(Job job, String yet, String never) {
            return job.isTerminal() ? new Field("unavailable", never) : new Field("delayed", yet);
        }
    }

    static RuntimeAvailabilityJson of(Job job, boolean hasExitCode, @Nullable Integer signal) {
        boolean started = job.state().times().started().isPresent();
        Field output = started
                ? Field.AVAILABLE
                : Field.missing(job, "The workload has not started yet.", "The workload never started.");
        return new RuntimeAvailabilityJson(hasExitCode ? Field.AVAILABLE : exit(job, started, signal), output, output);
    }

    private static Field exit(Job job, boolean started, @Nullable Integer signal) {
        if (signal != null) {
            return new Field("unavailable", "Signal " + signal + " ended the program, so it has no exit code.");
        }
        return started
                ? Field.missing(job, "The workload has not ended yet.", "How the workload ended was not seen.")
                : Field.missing(job, "The workload has not started yet.", "The workload never started.");
    }
}
