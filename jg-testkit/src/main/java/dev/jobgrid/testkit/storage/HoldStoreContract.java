package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link AllocationStore} has to keep. Extend it and give it a storage. The tests are in the interfaces that it
 * implements, one for each subject.
 */
public abstract class HoldStoreContract
        implements AllocationAssignContract,
                AllocationCreationContract,
                AllocationTakeOverContract,
                AllocationReleaseContract,
                AllocationForgetContract {
    private HoldStoreUnderTest underTest;

    /** For subclasses. */
    protected HoldStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @Override
    public final HoldStoreUnderTest underTest() {
        return underTest;
    }

    @BeforeEach
    final void open() throws Exception {
        Storage storage = emptyStorage();
        underTest = new HoldStoreUnderTest(storage, storage.jobs(), storage.holds());
    }

    @AfterEach
    final void close() {
        underTest.storage().close();
    }
}
