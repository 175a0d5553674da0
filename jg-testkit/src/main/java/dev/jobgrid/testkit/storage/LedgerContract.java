package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link Ledger} has to keep. Extend it and give it a storage. The tests are in the interfaces that it
 * implements, one for each subject.
 */
public abstract class LedgerContract
        implements CreditHoldContract,
                CreditMovementsContract,
                CreditReservationContract,
                CreditSettlementContract,
                CreditConcurrencyContract {
    private LedgerUnderTest underTest;

    /** For subclasses. */
    protected LedgerContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @Override
    public final LedgerUnderTest underTest() {
        return underTest;
    }

    @BeforeEach
    final void open() throws Exception {
        Storage storage = emptyStorage();
        underTest = new LedgerUnderTest(storage, storage.ledger());
    }

    @AfterEach
    final void close() {
        underTest.storage().close();
    }
}
