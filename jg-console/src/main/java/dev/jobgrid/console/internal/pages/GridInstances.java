package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.views.GridView;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.monitor.KnownNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The nodes of a storage by the process that reaches them. Pure. */
final class GridInstances {
    private GridInstances() {}

    /** By the id of the process; last those that none reaches. */
    static List<GridView.Instance> of(List<KnownNode> nodes) {
        Map<String, List<GridView.Node>> byGrid = new TreeMap<>();
        List<GridView.Node> unreached = new ArrayList<>();
        for (KnownNode node : nodes) {
            for (InstanceId grid : node.grids()) {
                byGrid.computeIfAbsent(grid.value(), none -> new ArrayList<>()).add(node(node));
            }
            if (node.grids().isEmpty()) {
                unreached.add(node(node));
            }
        }
        List<GridView.Instance> all = new ArrayList<>();
        byGrid.forEach((grid, its) -> all.add(new GridView.Instance(grid, its)));
        if (!unreached.isEmpty()) {
            all.add(new GridView.Instance("", unreached));
        }
        return all;
    }

    private static GridView.Node node(KnownNode node) {
        String state = switch (node.state()) {
            case ACCEPTING -> "takes jobs";
            case CLOSED -> "takes no jobs now";
            case UNKNOWN -> "has not answered yet";
            case AWAY ->
                node.awaySince().map(at -> "away since " + Spans.moment(at)).orElse("away");
            case UNREACHED -> "only held by runs of before";
        };
        String gpus = node.gpus() == 0 ? node.held() + " held" : node.held() + " of " + node.gpus() + " held";
        return new GridView.Node(
                node.name(),
                node.executor(),
                state,
                gpus,
                node.grids().isEmpty() ? NodeForgetting.query(node.executor(), node.name()) : "");
    }
}
