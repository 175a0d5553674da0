package dev.jobgrid.server.cli;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.server.admin.Administration;
import dev.jobgrid.server.cli.output.Column;
import dev.jobgrid.server.cli.output.Listing;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** The table of the nodes that a store knows. Pure. */
final class NodeTable {
    private NodeTable() {}

    static List<String> lines(Administration store) {
        List<NodeQuarantine> quarantines = store.quarantines().get();
        List<KnownNode> nodes = store.nodes().list();
        Listing<KnownNode> table = new Listing<>(
                KnownNode::name,
                List.of(
                        Column.of("NODE", KnownNode::name),
                        Column.of("MACHINE", node -> node.machine().value()),
                        Column.of("EXECUTOR", KnownNode::executor),
                        Column.of("GPUS FREE", NodeTable::gpus),
                        Column.of("JOBS", node -> String.valueOf(node.jobs())),
                        Column.of("GRIDS", NodeTable::grids),
                        Column.of("STATE", node -> state(node, quarantines))));
        return nodes.isEmpty()
                ? List.of("no node is known: no live grid reaches one, none is away, and no run holds anything on one")
                : table.table(nodes, false);
    }

    private static String grids(KnownNode node) {
        return node.grids().isEmpty()
                ? "none"
                : node.grids().stream().map(InstanceId::value).collect(Collectors.joining(","));
    }

    private static String gpus(KnownNode node) {
        return switch (node.state()) {
            case ACCEPTING, CLOSED -> node.gpus() - node.held() + " of " + node.gpus();
            case AWAY -> "0 of " + node.gpus();
            case UNKNOWN, UNREACHED -> "unknown";
        };
    }

    private static String state(KnownNode node, List<NodeQuarantine> quarantines) {
        return switch (node.state()) {
            case ACCEPTING ->
                quarantines.stream()
                        .filter(one -> one.image().isEmpty() && one.node().equals(node.name()))
                        .map(quarantine -> "set aside: " + quarantine.reason())
                        .findFirst()
                        .orElse("takes jobs");
            case CLOSED -> "does not answer, or takes no jobs";
            case UNKNOWN -> "has not answered yet";
            case AWAY -> "away since " + node.awaySince().orElseThrow().truncatedTo(ChronoUnit.SECONDS);
            case UNREACHED -> "known by allocations only";
        };
    }
}
