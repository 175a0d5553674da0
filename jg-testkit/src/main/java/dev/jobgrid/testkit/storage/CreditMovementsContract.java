package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.LedgerUnderTest.topUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Ledger;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Top-ups are booked once for each reference, and movements are read by pages, newest first. */
interface CreditMovementsContract {
    /** The store that the tests use. */
    LedgerUnderTest underTest();

    private Ledger ledger() {
        return underTest().ledger();
    }

    private void audit() {
        underTest().audit();
    }

    @Test
    default void creditsComeInOnceForEachReference() {
        TopUp invoice = topUp("invoice 1", 500);

        CreditMovement given = ledger().topUp(invoice);
        CreditMovement again = ledger().topUp(topUp("invoice 1", 900));
        ledger().topUp(topUp("invoice 2", 100));

        assertThat(again).isEqualTo(given);
        assertThat(given.kind()).isEqualTo(CreditMovement.Kind.TOP_UP);
        assertThat(given.reference()).contains("invoice 1");
        assertThat(given.gain(CreditAccount.TOP_UPS)).isEqualTo(-500);
        assertThat(ledger().position(WorkspaceId.DEFAULT).balance())
                .isEqualTo(new CreditBalance(new Usd(600), Usd.ZERO));
        assertThat(ledger().position(new WorkspaceId("other"))).isEqualTo(CreditPosition.START);
        audit();
    }

    @Test
    default void moreThanCanBeCountedDoesNotComeIn() {
        ledger().topUp(topUp("a", Long.MAX_VALUE));

        assertThatThrownBy(() -> ledger().topUp(topUp("b", 1))).isInstanceOf(ArithmeticException.class);

        assertThat(ledger().position(WorkspaceId.DEFAULT).number()).isEqualTo(1);
    }

    @Test
    default void pagesGoFromTheNewestToTheOldest() {
        for (int i = 1; i <= 5; i++) {
            ledger().topUp(topUp("number " + i, i));
        }

        assertThat(ledger().movements(WorkspaceId.DEFAULT, OptionalLong.of(5), 2))
                .extracting(CreditMovement::number)
                .containsExactly(4L, 3L);
        assertThat(ledger().movements(WorkspaceId.DEFAULT, OptionalLong.of(1), 2))
                .isEmpty();
    }
}
