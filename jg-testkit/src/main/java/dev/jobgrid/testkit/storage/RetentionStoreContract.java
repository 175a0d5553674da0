package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link RetentionStore} has to keep. Extend it and give it a storage. The tests are in the interfaces that it
 * implements, one for each subject.
 */
public abstract class RetentionStoreContract
        implements RetentionJobsContract, RetentionInputsContract, RetentionKeysContract, RetentionRoundsContract {
    private RetentionStoreUnderTest underTest;

    /** For subclasses. */
    protected RetentionStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @Override
    public final RetentionStoreUnderTest underTest() {
        return underTest;
    }

    @BeforeEach
    final void open() throws Exception {
        Storage storage = emptyStorage();
        underTest = new RetentionStoreUnderTest(storage, storage.retention());
    }

    @AfterEach
    final void close() {
        underTest.storage().close();
    }
}
