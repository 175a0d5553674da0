package dev.jobgrid.storage;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.InstanceStore.Listener;
import dev.jobgrid.spi.InstanceStore.Listening;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Tells the grids of this process what any of them stored, each after its commit. Enough for a database that one process
 * holds. Thread-safe.
 */
final class LocalSignals implements Signals {
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    private record Connection(InstanceId self, Listener listener) {}

    @Override
    public Listening listen(InstanceId self, Listener listener) {
        Connection connection = new Connection(self, listener);
        connections.add(connection);
        return () -> connections.remove(connection);
    }

    @Override
    public void workStored() {
        connections.forEach(connection -> connection.listener().workStored());
    }

    @Override
    public void stored(Transition transition) {
        Job after = transition.after();
        JobStatus before = transition.before().status();
        if (after.status() == JobStatus.QUEUED && before != JobStatus.QUEUED) {
            workStored();
        }
        if (after.status() == JobStatus.CANCELLED && before.isActive()) {
            after.attempt().owner().ifPresent(owner -> cancelled(after.ref(), owner));
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

    /** The instances that listen here. */
    Set<InstanceId> listening() {
        return connections.stream().map(Connection::self).collect(Collectors.toSet());
    }

    /** Tells the listener of this instance, if there is one. */
    void cancelled(JobRef job, InstanceId owner) {
        connections.stream()
                .filter(connection -> connection.self().equals(owner))
                .forEach(connection -> connection.listener().cancelled(job));
    }
}
