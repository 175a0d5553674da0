package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.Storage;

final class MemoryJobStoreTest extends JobStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
