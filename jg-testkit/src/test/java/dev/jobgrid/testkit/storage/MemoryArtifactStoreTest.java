package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryArtifactStoreTest extends ArtifactStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
