package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.Storage;

final class MemoryBlobStoreTest extends BlobStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
