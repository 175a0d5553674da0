package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryLedgerTest extends LedgerContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
