package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryGridNameStoreTest extends GridNameStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
