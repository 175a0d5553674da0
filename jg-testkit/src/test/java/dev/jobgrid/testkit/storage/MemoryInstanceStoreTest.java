package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.Storage;

class MemoryInstanceStoreTest extends InstanceStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
