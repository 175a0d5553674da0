package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.server.cli.output.Formats;
import dev.jobgrid.wire.WireNames;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Describes parts of a job. Pure. */
final class JobText {
    private JobText() {}

    static String status(Job job) {
        return WireNames.of(job.status());
    }

    /** Why it ended, or its present state. */
    static String reason(Job job) {
        if (job.isTerminal()) {
            return job.state().reason();
        }
        String delay = job.attempt().delayReason();
        return delay.isEmpty() ? job.state().message() : delay;
    }

    /** Its allocated GPUs, else the requested ones. */
    static String gpu(Job job) {
        return job.attempt()
                .placement()
                .map(JobText::gpu)
                .orElseGet(() -> gpu(job.spec().gpu()));
    }

    private static String gpu(Placement placement) {
        return placement.gpuIds().size() + " x " + placement.gpu().name()
                + (placement.simulated() ? " (simulated)" : "");
    }

    static String gpu(GpuRequest request) {
        String type = request.type().orElse("");
        if (request.count().isEmpty()) {
            return Formats.orDash(type);
        }
        return request.count().getAsInt() + (type.isEmpty() ? " GPU" : " x " + type);
    }

    static String node(Job job) {
        return job.attempt()
                .placement()
                .map(placement -> placement.node().value())
                .orElse("-");
    }

    static String exit(Job job) {
        return job.attempt().outcome().map(JobText::exit).orElse("-");
    }

    private static String exit(RunOutcome outcome) {
        if (outcome.signal().isPresent()) {
            return "signal " + outcome.signal().getAsInt() + (outcome.timedOut() ? ", timed out" : "");
        }
        return outcome.exitCode().isPresent()
                ? String.valueOf(outcome.exitCode().getAsInt())
                : "-";
    }

    /** Its cost, else the estimate. */
    static String cost(Job job) {
        Optional<String> actual = job.state().cost().actual().map(Formats::dollars);
        return actual.orElseGet(() ->
                Formats.dollars(job.state().cost().min(), job.state().cost().max()) + " expected");
    }

    /** Which files of the job its grid could not store as artifacts, why, and where they are. */
    static Optional<String> unstored(Job job) {
        return job.state().ending().collected().flatMap(Collected::leftovers).map(JobText::unstored);
    }

    private static String unstored(UncollectedArtifacts left) {
        int unnamed = left.files() - left.paths().size();
        String names = String.join(", ", left.paths()) + (unnamed > 0 ? " and " + unnamed + " more" : "");
        return "not stored by the grid: " + (names.isEmpty() ? "the artifacts" : names) + " ("
                + WireNames.of(left.cause()) + "); "
                + left.until()
                        .map(until -> "retained on node " + left.node() + " until "
                                + until.truncatedTo(ChronoUnit.SECONDS) + ": " + left.place())
                        .orElse("removed from node " + left.node() + " with the run");
    }
}
