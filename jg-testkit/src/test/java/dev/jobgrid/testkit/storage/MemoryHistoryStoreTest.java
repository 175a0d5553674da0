package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

class MemoryHistoryStoreTest extends HistoryStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
