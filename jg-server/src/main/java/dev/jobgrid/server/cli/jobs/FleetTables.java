package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.id.JobId;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.monitor.QueuedJob;
import dev.jobgrid.server.cli.output.Column;
import dev.jobgrid.server.cli.output.Formats;
import dev.jobgrid.server.cli.output.Listing;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables of nodes and of the queue. Pure. */
public final class FleetTables {
    private FleetTables() {}

    /** The columns of the fleet. */
    public static Listing<FleetNode> nodes() {
        return new Listing<>(
                FleetNode::name,
                List.of(
                        Column.of("NODE", FleetNode::name),
                        Column.of("EXECUTOR", FleetNode::executor),
                        Column.of("GPUS FREE", FleetTables::free),
                        Column.of("GPU", FleetTables::models),
                        Column.of("JOBS", FleetTables::jobs),
                        Column.of("STATE", FleetTables::state)));
    }

    private static String free(FleetNode node) {
        boolean isAway = node.state() == KnownNode.State.AWAY;
        long free = isAway ? 0 : node.gpus().stream().filter(gpu -> !gpu.held()).count();
        return node.gpus().isEmpty() ? "-" : free + " of " + node.gpus().size();
    }

    private static String models(FleetNode node) {
        Map<String, Long> counts = node.gpus().stream()
                .collect(Collectors.groupingBy(
                        gpu -> gpu.model() + ", " + Formats.bytes(gpu.memoryBytes())
                                + (gpu.simulated() ? " (simulated)" : ""),
                        TreeMap::new,
                        Collectors.counting()));
        return Formats.orDash(counts.entrySet().stream()
                .map(kind -> kind.getValue() + " x " + kind.getKey())
                .collect(Collectors.joining("; ")));
    }

    private static String jobs(FleetNode node) {
        return Formats.orDash(node.gpus().stream()
                .flatMap(gpu -> gpu.job().stream())
                .map(JobId::value)
                .distinct()
                .collect(Collectors.joining(" ")));
    }

    private static String state(FleetNode node) {
        String word = node.state() == KnownNode.State.ACCEPTING ? "takes jobs" : WireNames.of(node.state());
        return node.reason().isEmpty() ? word : word + ": " + node.reason();
    }

    /** The columns of the queue. */
    static Listing<QueuedJob> queue(Instant now) {
        return new Listing<>(
                job -> job.id().value(),
                List.of(
                        Column.of("ID", job -> job.id().value()),
                        Column.of("NAME", QueuedJob::name),
                        Column.of("WAITS", job -> Formats.age(job.queued(), now)),
                        Column.of("JOBS BEFORE", job -> String.valueOf(job.before())),
                        Column.of("GPU", FleetTables::gpu),
                        Column.of("REASON", job -> Formats.orDash(job.reason()))));
    }

    private static String gpu(QueuedJob job) {
        return job.gpus() + job.gpu().type().map(type -> " x " + type).orElse(" GPU");
    }
}
