package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

class MemoryInstanceStoreTest extends InstanceStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
