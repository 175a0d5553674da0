package dev.jobgrid.internal;

import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.capacity.NodeCircuitBreakers;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether an executor's nodes accept jobs, and what keeps them from it. Thread-safe. */
record ExecutorHealth(Capacity capacity, NodeCircuitBreakers breakers) {
    HealthCheck of(GpuExecutor executor) {
        List<GpuNode> nodes = capacity.nodes(executor);
        Map<String, String> found = new TreeMap<>();
        breakers.list().stream()
                .filter(aside -> aside.image().isEmpty())
                .filter(aside ->
                        nodes.stream().anyMatch(node -> node.id().value().equals(aside.node())))
                .forEach(aside -> found.putIfAbsent(aside.node(), aside.reason()));
        boolean accepts = nodes.stream()
                .anyMatch(
                        node -> node.isAccepting() && !breakers.isOut(node.id().value()));
        String detail = found.isEmpty()
                ? accepts ? unanswered(nodes) : refusal(executor, unanswered(nodes))
                : String.join(" ", found.values());
        return new HealthCheck("executor " + executor.name(), accepts, detail);
    }

    /** Nodes that have not answered yet: jobs that need them wait, and all others run. */
    private static String unanswered(List<GpuNode> nodes) {
        String names = nodes.stream()
                .filter(GpuNode::isUnknown)
                .map(node -> "'" + node.id() + "'")
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "no answer yet from " + names + "; jobs that no other node can run wait for it";
    }

    private static String refusal(GpuExecutor executor, String unanswered) {
        return "none of its nodes accepts jobs"
                + executor.problem()
                        .or(() -> Optional.of(unanswered).filter(text -> !text.isEmpty()))
                        .map(why -> ": " + why)
                        .orElse("");
    }
}
