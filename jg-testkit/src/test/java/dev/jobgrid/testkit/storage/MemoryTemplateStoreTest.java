package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.Storage;

final class MemoryTemplateStoreTest extends TemplateStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
