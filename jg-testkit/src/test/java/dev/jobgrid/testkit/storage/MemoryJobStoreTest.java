package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryJobStoreTest extends JobStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
