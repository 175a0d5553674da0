package dev.jobgrid.storage.internal.notify;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.InstanceStore.Listener;
import dev.jobgrid.spi.store.InstanceStore.Listening;

/** Notifies grids of writes. Each method is called after the commit. Thread-safe. */
public interface StoreNotifications extends AutoCloseable {
    /** Notifies a listener from now on. */
    Listening listen(InstanceId self, Listener listener);

    /** Jobs were queued. */
    void workStored();

    /** A change was stored. */
    void stored(Transition transition);

    /** Devices were released. */
    void released();

    @Override
    void close();
}
