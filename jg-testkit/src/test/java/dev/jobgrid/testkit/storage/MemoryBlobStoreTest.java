package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryBlobStoreTest extends BlobStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
