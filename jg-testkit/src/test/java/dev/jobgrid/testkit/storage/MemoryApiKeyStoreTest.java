package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryApiKeyStoreTest extends ApiKeyStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
