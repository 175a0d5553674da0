package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.LedgerUnderTest.NOW;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.cancelled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.CreditHold;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each job has a credit hold, which the end of the job settles once. */
interface CreditHoldContract {
    /** The store that the tests use. */
    LedgerUnderTest underTest();

    private Storage storage() {
        return underTest().storage();
    }

    private Ledger ledger() {
        return underTest().ledger();
    }

    private Job create(String id) {
        return underTest().create(id);
    }

    @Test
    default void aJobHasACreditHold() {
        Job job = create("a");

        assertThat(ledger().find(job.ref()))
                .contains(new CreditHold(job.ref(), job.state().cost().max(), Optional.empty()));
        assertThat(ledger().find(new JobRef(WorkspaceId.DEFAULT, new JobId("nobody"))))
                .isEmpty();
    }

    @Test
    default void aJobThatIsThereAlreadyHoldsNothingMore() {
        Job job = create("a");
        NewJob again = JobHistory.created(job.ref(), job.spec(), NOW);

        storage().jobs().create(List.of(new NewJob(again.job(), again.events(), new Usd(99), Optional.empty())));

        assertThat(ledger().find(job.ref()).orElseThrow().held())
                .isEqualTo(job.state().cost().max());
    }

    @Test
    default void aJobThatGoesOnStaysReserved() {
        Job job = create("a");

        storage()
                .jobs()
                .apply(Transition.of(job, NOW)
                        .event("job.note", "Note", "still waiting")
                        .build());

        assertThat(ledger().find(job.ref()).orElseThrow().isOpen()).isTrue();
    }

    @Test
    default void theEndOfAJobSettlesItsReservation() {
        Job job = create("a");
        create("b");

        storage().jobs().apply(cancelled(job, Optional.of(new Usd(777))));

        Usd held = job.state().cost().max();
        assertThat(ledger().find(job.ref())).contains(new CreditHold(job.ref(), held, Optional.of(new Usd(777))));
        assertThat(ledger().find(new JobRef(WorkspaceId.DEFAULT, new JobId("b")))
                        .orElseThrow()
                        .isOpen())
                .isTrue();
    }

    @Test
    default void aJobThatCostNothingIsSettledToo() {
        Job job = create("a");

        storage().jobs().apply(cancelled(job, Optional.empty()));

        assertThat(ledger().find(job.ref()).orElseThrow().charged()).contains(Usd.ZERO);
    }

    @Test
    default void whatIsToldOfAJobThatEndedDoesNotSettleItAnew() {
        Job job = create("a");
        Transition end = cancelled(job, Optional.of(new Usd(777)));
        storage().jobs().apply(end);

        assertThat(storage()
                        .jobs()
                        .apply(Transition.of(end.after(), NOW)
                                .event("callback.delivered", "Callback", "It was delivered.")
                                .build()))
                .isTrue();

        assertThat(ledger().find(job.ref()).orElseThrow().charged()).contains(new Usd(777));
    }

    @Test
    default void aChangeThatLostSettlesNothing() {
        Job job = create("a");
        storage().jobs().apply(Transition.of(job, NOW).build());

        assertThat(storage().jobs().apply(cancelled(job, Optional.empty()))).isFalse();

        assertThat(ledger().find(job.ref()).orElseThrow().isOpen()).isTrue();
    }
}
