package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Storage;

final class MemoryAdmissionStoreTest extends AdmissionStoreContract {
    @Override
    protected Storage emptyStorage() {
        return new MemoryStorage();
    }
}
