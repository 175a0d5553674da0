package dev.jobgrid.testkit.sim;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.Instances;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Instances in the order in which they joined. By their ids, which are random, the first of them would be another one in each
 * life of a seed, and the first has work that the others have not. Single-threaded.
 */
final class JoinOrderedInstances implements InstanceStore {
    private final InstanceStore inner;
    private final List<InstanceId> joined = new ArrayList<>();

    JoinOrderedInstances(InstanceStore inner) {
        this.inner = inner;
    }

    @Override
    public void join(Instance self, Duration lease) {
        inner.join(self, lease);
        joined.add(self.id());
    }

    @Override
    public Instances read(InstanceId self) {
        Instances found = inner.read(self);
        return new Instances(
                found.live().stream()
                        .sorted(Comparator.comparingInt(instance -> joined.indexOf(instance.id())))
                        .toList(),
                found.ended().stream()
                        .sorted(Comparator.comparingInt(
                                over -> joined.indexOf(over.instance().id())))
                        .toList());
    }

    @Override
    public boolean renew(Instance self, Duration lease) {
        return inner.renew(self, lease);
    }

    @Override
    public void leave(InstanceId self) {
        inner.leave(self);
    }

    @Override
    public void forget(InstanceId ended, List<Instance.Node> nodes) {
        inner.forget(ended, nodes);
    }

    @Override
    public void idle(InstanceId self, boolean isIdle) {
        inner.idle(self, isIdle);
    }

    @Override
    public Listening listen(InstanceId self, Listener listener) {
        return inner.listen(self, listener);
    }
}
