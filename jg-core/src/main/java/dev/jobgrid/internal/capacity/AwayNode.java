package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.Instances;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A node that an ended instance reached, and no live one does. Jobs that only it can run wait for it.
 *
 * @param grid the last instance that reached it
 * @param node what that knew of it
 * @param since when the instance ended, by the store's clock: the same for all grids
 */
public record AwayNode(InstanceId grid, Instance.Node node, Instant since) {
    // With zone and date: a node may be away for days, and whoever reads it may be anywhere.
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "HH:mm 'UTC on' uuuu-MM-dd", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * The nodes that are away, those of the last ended instance first.
     *
     * @param ended instances whose nodes are still waited for
     */
    public static List<AwayNode> among(List<Instances.Ended> ended, List<Instance> live) {
        List<Instance.Node> reached =
                live.stream().flatMap(instance -> instance.nodes().stream()).toList();
        List<AwayNode> known = ended.stream()
                .sorted(Comparator.comparing(Instances.Ended::at)
                        .reversed()
                        .thenComparing(over -> over.instance().id().value()))
                .flatMap(over -> over.instance().nodes().stream()
                        .map(node -> new AwayNode(over.instance().id(), node, over.at())))
                .filter(node -> isKnown(node.node()))
                .toList();
        Set<List<Object>> present = identities(reached);
        List<AwayNode> away = new ArrayList<>();
        for (AwayNode node : known) {
            Set<List<Object>> own = identities(node.node());
            if (Collections.disjoint(present, own)) {
                away.add(node);
            }
            present.addAll(own);
        }
        return away;
    }

    /** Those of them whose place none of these nodes takes. */
    static List<AwayNode> without(List<AwayNode> away, List<Instance.Node> reached) {
        if (away.isEmpty()) {
            return away;
        }
        Set<List<Object>> present = identities(reached);
        return away.stream()
                .filter(node -> Collections.disjoint(present, identities(node.node())))
                .toList();
    }

    private static Set<List<Object>> identities(List<Instance.Node> nodes) {
        return nodes.stream()
                .filter(AwayNode::isKnown)
                .flatMap(node -> identities(node).stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static boolean isKnown(Instance.Node node) {
        return !node.node().isUnknown();
    }

    /**
     * What another node takes its place by: its machine; or, since a host may come back with a new machine id, its name
     * with everything that jobs can ask for.
     */
    private static Set<List<Object>> identities(Instance.Node known) {
        GpuNode node = known.node();
        List<Object> machine = List.of(known.executor(), node.machine());
        List<Object> name = List.of(
                known.executor(),
                node.id(),
                node.region(),
                node.mounts(),
                node.devices().stream().map(GpuNode.Device::model).toList());
        return Set.of(machine, name);
    }

    /** Whether either takes the place of the other. */
    public static boolean isSame(Instance.Node one, Instance.Node other) {
        return isKnown(one) && isKnown(other) && !Collections.disjoint(identities(one), identities(other));
    }

    /** The same node, with devices that cannot be allocated. */
    AwayNode closed() {
        return new AwayNode(grid, new Instance.Node(node.executor(), node.node().accepting(false)), since);
    }

    /** When it was last reached, for people: to the minute, in UTC. */
    public static String minute(Instant since) {
        return MINUTE.format(since);
    }
}
