package dev.jobgrid.wire.response;

import dev.jobgrid.id.JobId;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.wire.WireNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The response to {@code GET /v1/nodes}: the fleet. */
public record NodesJson(List<Node> nodes) {
    /** A node. */
    record Node(
            String executor,
            String name,
            String state,
            @Nullable String reason,
            List<Gpu> gpus) {
        static Node of(FleetNode node) {
            return new Node(
                    node.executor(),
                    node.name(),
                    WireNames.of(node.state()),
                    node.reason().isEmpty() ? null : node.reason(),
                    node.gpus().stream().map(Gpu::of).toList());
        }
    }

    /** A GPU of a node. */
    record Gpu(
            String name,
            long memoryBytes,
            boolean simulated,
            String state,
            @Nullable String jobId,
            @Nullable String jobName) {
        static Gpu of(FleetNode.Gpu gpu) {
            return new Gpu(
                    GpuJson.name(gpu.model(), gpu.simulated()),
                    gpu.memoryBytes(),
                    gpu.simulated(),
                    gpu.held() ? "held" : "free",
                    gpu.job().map(JobId::value).orElse(null),
                    gpu.jobName().orElse(null));
        }
    }

    /** The nodes. */
    public static NodesJson of(List<FleetNode> nodes) {
        return new NodesJson(nodes.stream().map(Node::of).toList());
    }
}
