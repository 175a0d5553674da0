package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.LedgerUnderTest.NOW;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.cancelled;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.paying;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.topUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The end of a job that pays charges its cost and releases the rest of its credit hold. */
interface CreditSettlementContract {
    /** The store that the tests use. */
    LedgerUnderTest underTest();

    private Storage storage() {
        return underTest().storage();
    }

    private Ledger ledger() {
        return underTest().ledger();
    }

    private Creation created(NewJob fresh) {
        return underTest().created(fresh);
    }

    private void audit() {
        underTest().audit();
    }

    @Test
    default void theEndOfAJobTakesWhatItDidCostAndGivesBackTheRest() {
        ledger().topUp(topUp("a", 30_000));
        Job job = created(paying("a")).job();

        storage().jobs().apply(cancelled(job, Optional.of(new Usd(7_000))));

        assertThat(ledger().position(WorkspaceId.DEFAULT).balance())
                .isEqualTo(new CreditBalance(new Usd(23_000), Usd.ZERO));
        CreditMovement settled =
                ledger().movements(WorkspaceId.DEFAULT, OptionalLong.empty(), 1).get(0);
        assertThat(settled.kind()).isEqualTo(CreditMovement.Kind.SETTLEMENT);
        assertThat(settled.gain(CreditAccount.REVENUE)).isEqualTo(7_000);
        audit();
    }

    @Test
    default void aJobThatDidCostNothingGivesBackAll() {
        ledger().topUp(topUp("a", 25_000));

        storage().jobs().apply(cancelled(created(paying("a")).job(), Optional.empty()));

        assertThat(ledger().position(WorkspaceId.DEFAULT).balance().available()).isEqualTo(new Usd(25_000));
        audit();
    }

    @Test
    default void aJobIsNeverChargedMoreThanItHeld() {
        ledger().topUp(topUp("a", 30_000));

        storage().jobs().apply(cancelled(created(paying("a")).job(), Optional.of(new Usd(1_000_000))));

        assertThat(ledger().position(WorkspaceId.DEFAULT).balance().available()).isEqualTo(new Usd(5_000));
        audit();
    }

    @Test
    default void whatFollowsTheEndInOneListIsStoredAfterIt() {
        ledger().topUp(topUp("a", 100_000));
        Job first = created(paying("a")).job();
        Transition note =
                Transition.of(first, NOW).event("job.note", "Note", "first").build();
        Transition end = cancelled(note.after(), Optional.empty());
        Transition event = Transition.of(end.after(), NOW)
                .event("callback.delivered", "Callback", "It was delivered.")
                .build();
        Job second = created(paying("b")).job();

        assertThat(storage().jobs().applyAll(List.of(note, end, event, cancelled(second, Optional.empty()), end)))
                .containsExactly(true, true, true, true, false);

        audit();
    }
}
