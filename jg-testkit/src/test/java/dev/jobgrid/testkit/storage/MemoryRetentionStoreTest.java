package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryRetentionStoreTest extends RetentionStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
