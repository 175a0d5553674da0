package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.internal.capacity.AwayNode;
import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.Instances;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Waits for nodes of ended instances until a timeout, then forgets them. A clock that is set does not end the wait: only
 * the time before this grid found the instance ended is by the store's clock. Single-threaded.
 */
final class AwayWatch {
    private final InstanceStore instances;
    private final Duration timeout;
    private final GridClock clock;
    private final Map<InstanceId, Stopwatch> waited = new HashMap<>();

    AwayWatch(InstanceStore instances, Duration timeout, GridClock clock) {
        this.instances = instances;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** The nodes that are away; forgets the others of ended instances: those that are back, and those awaited for too long. */
    List<AwayNode> look(Instances found) {
        List<Instances.Ended> ended = found.ended();
        waited.keySet()
                .retainAll(ended.stream().map(over -> over.instance().id()).collect(Collectors.toSet()));
        List<AwayNode> away =
                AwayNode.among(ended.stream().filter(over -> !isOverdue(over)).toList(), found.live());
        ended.forEach(over -> forgetOthers(over.instance(), away));
        return away;
    }

    private void forgetOthers(Instance ended, List<AwayNode> away) {
        Set<Instance.Node> others = new HashSet<>(ended.nodes());
        away.stream()
                .filter(node -> node.grid().equals(ended.id()))
                .map(AwayNode::node)
                .forEach(others::remove);
        if (!others.isEmpty()) {
            instances.forget(ended.id(), List.copyOf(others));
        }
    }

    private boolean isOverdue(Instances.Ended over) {
        return waited.computeIfAbsent(over.instance().id(), id -> Stopwatch.startedAgo(clock, over.ago()))
                .hasRun(timeout);
    }
}
