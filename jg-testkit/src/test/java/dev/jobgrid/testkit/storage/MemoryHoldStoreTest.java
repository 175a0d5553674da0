package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

class MemoryHoldStoreTest extends HoldStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
