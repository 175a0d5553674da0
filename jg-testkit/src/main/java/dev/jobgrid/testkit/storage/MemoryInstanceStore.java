package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.Instances;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Instances by id, and who listens. Thread-safe. */
final class MemoryInstanceStore implements InstanceStore {
    private final Object lock = new Object();
    private final InstantSource clock;
    private final Map<InstanceId, Lease> leases = new HashMap<>();
    // The instances without their forgotten nodes, and when each ended.
    private final Map<InstanceId, Lease> ended = new HashMap<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    private record Lease(Instance instance, Instant end) {}

    /** Notifications of one listener; closing waits for calls in progress. */
    private final class Connection implements Listening {
        private final InstanceId self;
        private final Listener listener;
        private final ReadWriteLock calls = new ReentrantReadWriteLock();
        private boolean closed;

        private Connection(InstanceId self, Listener listener) {
            this.self = self;
            this.listener = listener;
        }

        private void signal(Consumer<Listener> signal) {
            calls.readLock().lock();
            try {
                if (!closed) {
                    signal.accept(listener);
                }
            } finally {
                calls.readLock().unlock();
            }
        }

        @Override
        public void close() {
            connections.remove(this);
            calls.writeLock().lock();
            try {
                closed = true;
            } finally {
                calls.writeLock().unlock();
            }
        }
    }

    MemoryInstanceStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void join(Instance self, Duration lease) {
        synchronized (lock) {
            if (leases.containsKey(self.id()) || ended.containsKey(self.id())) {
                throw new IllegalStateException("instance " + self.id() + " is known already");
            }
            leases.put(self.id(), new Lease(self, clock.instant().plus(lease)));
        }
    }

    @Override
    public boolean renew(Instance self, Duration lease) {
        synchronized (lock) {
            Lease renewed = new Lease(self, clock.instant().plus(lease));
            return leases.computeIfPresent(self.id(), (id, old) -> renewed) != null;
        }
    }

    @Override
    public Instances read(InstanceId self) {
        synchronized (lock) {
            Instant now = clock.instant();
            List.copyOf(leases.values()).stream()
                    .filter(lease ->
                            lease.end().isBefore(now) && !lease.instance().id().equals(self))
                    .forEach(lease -> end(lease.instance().id(), lease.end()));
            return new Instances(
                    leases.values().stream()
                            .map(Lease::instance)
                            .sorted(Comparator.comparing(
                                    instance -> instance.id().value()))
                            .toList(),
                    ended.values().stream()
                            .map(lease -> new Instances.Ended(
                                    lease.instance(), lease.end(), Duration.between(lease.end(), now)))
                            .sorted(Comparator.comparing(
                                    over -> over.instance().id().value()))
                            .toList());
        }
    }

    /** Does the work unless an instance owns or reaches the allocation, unnoticed expired ones included. */
    boolean ifAbandoned(Allocation hold, BooleanSupplier work) {
        synchronized (lock) {
            return leases.values().stream().noneMatch(lease -> lease.instance().isAt(hold)) && work.getAsBoolean();
        }
    }

    @Override
    public void leave(InstanceId self) {
        synchronized (lock) {
            end(self, clock.instant());
        }
    }

    private void end(InstanceId id, Instant at) {
        Lease lease = leases.remove(id);
        if (lease != null && !lease.instance().nodes().isEmpty()) {
            ended.put(id, new Lease(lease.instance(), lease.end().isBefore(at) ? lease.end() : at));
        }
    }

    @Override
    public void forget(InstanceId id, List<Instance.Node> nodes) {
        synchronized (lock) {
            ended.computeIfPresent(id, (same, lease) -> {
                List<Instance.Node> left = lease.instance().nodes().stream()
                        .filter(node -> !nodes.contains(node))
                        .toList();
                return left.isEmpty() ? null : new Lease(new Instance(id, left), lease.end());
            });
        }
    }

    /** Signals are free here, so every listener always gets them. */
    @Override
    public void idle(InstanceId self, boolean isIdle) {}

    @Override
    public Listening listen(InstanceId self, Listener listener) {
        Connection connection = new Connection(self, listener);
        connections.add(connection);
        return connection;
    }

    void workStored() {
        connections.forEach(connection -> connection.signal(Listener::workStored));
    }

    void changed(JobRef job, InstanceId owner) {
        connections.stream()
                .filter(connection -> connection.self.equals(owner))
                .forEach(connection -> connection.signal(listener -> listener.changed(job)));
    }
}
