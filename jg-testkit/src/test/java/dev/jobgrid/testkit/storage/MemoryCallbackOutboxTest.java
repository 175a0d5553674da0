package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryCallbackOutboxTest extends CallbackOutboxContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
