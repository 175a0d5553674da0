package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryInputStoreTest extends InputStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
