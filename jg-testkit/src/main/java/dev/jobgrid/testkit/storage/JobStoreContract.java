package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link JobStore} has to keep. Extend it and give it a storage. The tests are in the interfaces that it
 * implements, one for each subject.
 */
public abstract class JobStoreContract
        implements JobCreationContract,
                IdempotencyKeyContract,
                JobBatchContract,
                JobTransitionContract,
                JobEventsContract,
                JobPageContract,
                JobQueueContract {
    private JobStoreUnderTest underTest;

    /** For subclasses. */
    protected JobStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @Override
    public final JobStoreUnderTest underTest() {
        return underTest;
    }

    @BeforeEach
    final void open() throws Exception {
        Storage storage = emptyStorage();
        underTest = new JobStoreUnderTest(storage, storage.jobs());
    }

    @AfterEach
    final void close() {
        underTest.storage().close();
    }
}
