package dev.jobgrid.storage.internal.notify;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.InstanceStore.Listener;
import dev.jobgrid.spi.store.InstanceStore.Listening;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Notifies the grids of this process of each other's writes, after each commit. Enough for a database used by one
 * process. Thread-safe.
 */
public final class LocalNotifications implements StoreNotifications {
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

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

    @Override
    public Listening listen(InstanceId self, Listener listener) {
        Connection connection = new Connection(self, listener);
        connections.add(connection);
        return connection;
    }

    @Override
    public void workStored() {
        connections.forEach(connection -> connection.signal(Listener::workStored));
    }

    @Override
    public void stored(Transition transition) {
        Job after = transition.after();
        JobStatus before = transition.before().status();
        if (after.status() == JobStatus.QUEUED && before != JobStatus.QUEUED || transition.releasesAllocation()) {
            workStored();
        }
        if (transition.concernsOwner()) {
            after.attempt().owner().ifPresent(owner -> changed(after.ref(), owner));
        }
    }

    @Override
    public void released() {
        workStored();
    }

    @Override
    public void close() {
        connections.clear();
    }

    /** The listening instances. */
    public Set<InstanceId> listening() {
        return connections.stream().map(connection -> connection.self).collect(Collectors.toSet());
    }

    /** Notifies the listener of this instance, if there is one. */
    public void changed(JobRef job, InstanceId owner) {
        connections.stream()
                .filter(connection -> connection.self.equals(owner))
                .forEach(connection -> connection.signal(listener -> listener.changed(job)));
    }
}
