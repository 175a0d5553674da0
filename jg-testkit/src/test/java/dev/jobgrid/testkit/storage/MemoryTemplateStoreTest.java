package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryTemplateStoreTest extends TemplateStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
