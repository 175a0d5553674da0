package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.logs.RuntimeSummary;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The response to {@code GET /v1/jobs/{job_id}/runtime} (reference §08). Its parts are flattened in the JSON. */
public record RuntimeJson(
        @JsonUnwrapped Program program,
        @JsonUnwrapped Exit exit,
        @JsonUnwrapped Output output) {
    record Program(
            String jobId,
            String status,
            String executionMode,
            String image,
            @Nullable String command,
            List<String> args,
            @Nullable GpuJson gpu) {
        static Program of(Job job) {
            Optional<Command> command = job.spec().command();
            return new Program(
                    job.id().value(),
                    WireNames.of(job.status()),
                    mode(job, command.isPresent()),
                    job.spec().image(),
                    command.map(Command::executable).orElse(null),
                    command.map(Command::args).orElse(List.of()),
                    GpuJson.of(job));
        }

        /** The kind of work, and whether the job or its image sets the command. */
        private static String mode(Job job, boolean hasCommand) {
            return WireNames.of(job.spec().workload()).replace('-', '_') + (hasCommand ? "_command" : "_image");
        }
    }

    record Exit(
            @Nullable Integer exitCode,
            @Nullable Integer signal,
            boolean timedOut,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {
        static Exit of(Job job) {
            // A job that waits for its next run still has the outcome of the last one, which is not its exit.
            Optional<RunOutcome> outcome = job.attempt().outcome().filter(o -> job.status() != JobStatus.QUEUED);
            return new Exit(
                    outcome.map(RunOutcome::exitCode).map(Exit::orNull).orElse(null),
                    outcome.map(RunOutcome::signal).map(Exit::orNull).orElse(null),
                    outcome.map(RunOutcome::timedOut)
                            .orElse(job.attempt().timeoutAt().isPresent()),
                    job.state().times().started().orElse(null),
                    job.state().times().finished().orElse(null));
        }

        private static @Nullable Integer orNull(OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }
    }

    record Output(
            String stdoutTail,
            String stderrTail,
            RuntimeAvailabilityJson runtimeAvailability,
            List<String> diagnostics) {}

    /** The runtime facts of a job's program, as far as known. */
    public static RuntimeJson of(RuntimeSummary runtime) {
        Job job = runtime.job();
        Exit exit = Exit.of(job);
        Output output = new Output(
                runtime.stdoutTail(),
                runtime.stderrTail(),
                RuntimeAvailabilityJson.of(job, exit.exitCode() != null, exit.signal()),
                diagnostics(job, exit));
        return new RuntimeJson(Program.of(job), exit, output);
    }

    private static List<String> diagnostics(Job job, Exit exit) {
        List<String> found = new ArrayList<>();
        job.state().ending().failure().map(Failure::summary).ifPresent(found::add);
        if (exit.signal() != null) {
            found.add("Signal " + exit.signal() + " ended the program.");
        }
        if (exit.timedOut()) {
            found.add("The program exceeded its time limit and was stopped.");
        }
        job.state().ending().collected().map(Collected::missing).orElse(List.of()).stream()
                .map(path -> "The expected artifact " + path + " was not written.")
                .forEach(found::add);
        return found.stream().filter(line -> !line.isBlank()).distinct().toList();
    }
}
