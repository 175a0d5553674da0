package dev.jobgrid.internal;

import dev.jobgrid.id.GridNames;
import dev.jobgrid.spi.executor.GridLink;
import dev.jobgrid.spi.store.GridNameStore;

/** Wakes the dispatcher, and reads names from the store. Thread-safe. */
record StoredGridLink(Runnable wakeUp, GridNameStore store) implements GridLink {
    @Override
    public void nodesChanged() {
        wakeUp.run();
    }

    @Override
    public GridNames names() {
        return store.names();
    }
}
