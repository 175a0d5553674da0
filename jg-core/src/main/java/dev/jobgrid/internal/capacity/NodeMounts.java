package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.store.Instance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The mounts of nodes, and the workspaces with access. Immutable. */
public final class NodeMounts {
    static final NodeMounts NONE = new NodeMounts(List.of());

    private final Map<String, List<HostMount>> byNode = new HashMap<>();

    NodeMounts(List<Instance.Node> nodes) {
        for (Instance.Node node : nodes) {
            if (!node.node().mounts().isEmpty()) {
                byNode.put(node.node().id().value(), node.node().mounts());
            }
        }
    }

    /** Mounts that jobs of a workspace may request, on any node. */
    public Set<String> open(WorkspaceId workspace) {
        return byNode.values().stream()
                .flatMap(mounts -> names(mounts, workspace).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A router for jobs of the workspace that request these. */
    public Router around(Router router, WorkspaceId workspace, List<String> names) {
        return names.isEmpty() ? router : router.withFilter((asked, offer) -> hasAll(offer.node(), workspace, names));
    }

    private boolean hasAll(String node, WorkspaceId workspace, List<String> names) {
        return names(byNode.getOrDefault(node, List.of()), workspace).containsAll(names);
    }

    private static Set<String> names(List<HostMount> mounts, WorkspaceId workspace) {
        return mounts.stream()
                .filter(mount -> mount.isOpenTo(workspace))
                .map(HostMount::name)
                .collect(Collectors.toSet());
    }
}
