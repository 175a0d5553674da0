package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.NodeCard;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.KnownNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes as cards. Pure. */
final class NodeCards {
    private NodeCards() {}

    /**
     * GPUs of all nodes.
     *
     * @param all all
     * @param free those that are free on nodes that take jobs
     * @param mine those that this workspace holds
     * @param others those that others hold
     */
    record Sum(int all, int free, int mine, int others) {}

    static Sum sum(List<NodeCard> cards) {
        int all = 0;
        int free = 0;
        int mine = 0;
        int others = 0;
        for (NodeCard card : cards) {
            all += card.counts().all();
            free += card.counts().free();
            mine += card.counts().mine();
            others += (int) card.cells().stream()
                    .filter(cell -> cell.kind().equals("held"))
                    .count();
        }
        return new Sum(all, free, mine, others);
    }

    static List<NodeCard> of(List<FleetNode> nodes) {
        return nodes.stream().map(NodeCards::of).toList();
    }

    private static NodeCard of(FleetNode node) {
        boolean isOpen = node.state() == KnownNode.State.ACCEPTING;
        List<NodeCard.Cell> cells =
                node.gpus().stream().map(gpu -> cell(gpu, isOpen)).toList();
        int free = count(cells, "free");
        int mine = count(cells, "mine");
        String words =
                cells.isEmpty() ? "GPUs unknown" : free + " of " + Quantities.count(cells.size(), "GPU") + " free";
        return new NodeCard(
                node.executor() + "/" + node.name(),
                ViewVersion.of(node),
                node.name(),
                node.executor(),
                Params.NONE
                        .with("executor", node.executor())
                        .with("name", node.name())
                        .query(),
                models(node),
                words,
                isOpen ? "" : trouble(node),
                new NodeCard.Counts(cells.size(), free, mine),
                cells);
    }

    private static int count(List<NodeCard.Cell> cells, String kind) {
        return (int) cells.stream().filter(cell -> cell.kind().equals(kind)).count();
    }

    private static NodeCard.Cell cell(FleetNode.Gpu gpu, boolean isOpen) {
        String job = gpu.job().map(id -> id.value()).orElse("");
        String name = gpu.jobName().orElse(job);
        String kind = !job.isEmpty() ? "mine" : gpu.held() ? "held" : isOpen ? "free" : "closed";
        String words = gpu.model()
                + (gpu.simulated() ? ", simulated" : "")
                + switch (kind) {
                    case "mine" -> ": held by " + name;
                    case "held" -> ": held by others";
                    case "free" -> ": free";
                    default -> ": closed";
                };
        return new NodeCard.Cell(kind, gpu.simulated(), words, job, name, gpu.model());
    }

    private static List<String> models(FleetNode node) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        node.gpus()
                .forEach(
                        gpu -> counts.merge(gpu.model() + ", " + Quantities.bytes(gpu.memoryBytes()), 1, Integer::sum));
        List<String> lines = new ArrayList<>();
        counts.forEach((model, count) -> lines.add(count + " × " + model));
        return lines;
    }

    private static String trouble(FleetNode node) {
        if (!node.reason().isBlank()) {
            return node.reason();
        }
        return switch (node.state()) {
            case ACCEPTING -> "";
            case CLOSED -> "It takes no jobs now.";
            case UNKNOWN -> "It has not answered yet.";
            case AWAY -> "It is away: the grid that reached it has ended.";
            case UNREACHED -> "No live grid reaches it.";
        };
    }
}
