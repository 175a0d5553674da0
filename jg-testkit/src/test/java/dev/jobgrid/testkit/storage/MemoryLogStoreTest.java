package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryLogStoreTest extends LogStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
