package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryStoreIdTest extends StoreIdContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }

    @Override
    protected Storage anotherStorage() {
        return new MemoryStorage();
    }
}
