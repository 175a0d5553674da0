package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link InstanceStore} has to keep. Extend it and give it a storage. The tests are in the interfaces that it
 * implements, one for each subject.
 */
public abstract class InstanceStoreContract implements InstanceLeaseContract, InstanceListenerContract {
    private InstanceStoreUnderTest underTest;

    /** For subclasses. */
    protected InstanceStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @Override
    public final InstanceStoreUnderTest underTest() {
        return underTest;
    }

    @BeforeEach
    final void open() throws Exception {
        Storage storage = emptyStorage();
        underTest = new InstanceStoreUnderTest(storage);
    }

    @AfterEach
    final void close() {
        underTest.closeListeners();
        underTest.storage().close();
    }
}
