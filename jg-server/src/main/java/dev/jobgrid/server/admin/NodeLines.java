package dev.jobgrid.server.admin;

import dev.jobgrid.Nodes;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.ForgottenNode;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.monitor.NodeQuarantine;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Carries out operators' requests about nodes, and answers in lines for people. Thread-safe.
 *
 * @param nodes those that the store knows
 * @param quarantines what this server gives no work for now; peers know their own
 */
public record NodeLines(Nodes nodes, Supplier<List<NodeQuarantine>> quarantines) {
    private static final List<String> COLUMNS =
            List.of("NODE", "MACHINE", "EXECUTOR", "GPUS FREE", "JOBS", "GRIDS", "STATE");

    /** A line for each node, in columns. */
    List<String> list() {
        List<NodeQuarantine> aside = quarantines.get();
        List<List<String>> rows =
                nodes.list().stream().map(node -> columns(node, aside)).toList();
        return rows.isEmpty()
                ? List.of("no node is known: no live grid reaches one, none is away, and no run holds anything on one")
                : aligned(Stream.concat(Stream.of(COLUMNS), rows.stream()).toList());
    }

    private static List<String> columns(KnownNode node, List<NodeQuarantine> aside) {
        String grids = node.grids().stream().map(InstanceId::value).collect(Collectors.joining(","));
        return List.of(
                node.name(),
                node.machine().value(),
                node.executor(),
                gpus(node),
                String.valueOf(node.jobs()),
                grids.isEmpty() ? "none" : grids,
                state(node, aside));
    }

    private static String gpus(KnownNode node) {
        return switch (node.state()) {
            case ACCEPTING, CLOSED -> node.gpus() - node.held() + " of " + node.gpus();
            case AWAY -> "0 of " + node.gpus();
            case UNKNOWN, UNREACHED -> "unknown";
        };
    }

    private static String state(KnownNode node, List<NodeQuarantine> aside) {
        Optional<String> failed = aside.stream()
                .filter(one -> one.image().isEmpty() && one.node().equals(node.name()))
                .map(NodeQuarantine::reason)
                .findFirst();
        return switch (node.state()) {
            case ACCEPTING -> failed.map(reason -> "set aside: " + reason).orElse("takes jobs");
            case CLOSED -> "does not answer, or takes no jobs";
            case UNKNOWN -> "has not answered yet";
            case AWAY -> "away since " + node.awaySince().orElseThrow().truncatedTo(ChronoUnit.SECONDS);
            case UNREACHED -> "known by allocations only";
        };
    }

    private static List<String> aligned(List<List<String>> rows) {
        List<Integer> widths = IntStream.range(0, COLUMNS.size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(column -> padded(row.get(column), widths.get(column)))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .toList();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** What became of the jobs, a line each, and of what was held. */
    List<String> forgotten(String node) {
        ForgottenNode forgotten = nodes.forget(node);
        List<String> lines = new ArrayList<>();
        lines.add("node " + forgotten.name() + " is forgotten: "
                + forgotten.released().size() + " runs gave back what they held there");
        forgotten.ended().forEach(job -> lines.add(line(job)));
        return lines;
    }

    private static String line(Job job) {
        String became = job.status() == JobStatus.QUEUED
                ? "queued again"
                : "failed: " + job.state().reason();
        return "job " + job.id() + " of workspace " + job.ref().workspace() + " is " + became;
    }
}
