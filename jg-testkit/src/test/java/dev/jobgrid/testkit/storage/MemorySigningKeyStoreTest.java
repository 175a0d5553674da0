package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemorySigningKeyStoreTest extends SigningKeyStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
