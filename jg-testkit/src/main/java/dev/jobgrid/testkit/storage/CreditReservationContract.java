package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.LedgerUnderTest.NOW;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.cancelled;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.keyed;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.paying;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.topUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.Shortfall;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A job that pays is stored only if the balance of its workspace covers its credit hold. */
interface CreditReservationContract {
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

    private Job create(String id) {
        return underTest().create(id);
    }

    private void audit() {
        underTest().audit();
    }

    @Test
    default void aJobThatPaysHoldsCredits() {
        ledger().topUp(topUp("a", 30_000));

        Job job = created(paying("a")).job();

        assertThat(ledger().position(WorkspaceId.DEFAULT).balance())
                .isEqualTo(new CreditBalance(new Usd(5_000), new Usd(25_000)));
        assertThat(ledger().movements(WorkspaceId.DEFAULT, OptionalLong.empty(), 1))
                .singleElement()
                .satisfies(held -> {
                    assertThat(held.kind()).isEqualTo(CreditMovement.Kind.RESERVATION);
                    assertThat(held.job()).contains(job.id());
                    assertThat(held.at()).isEqualTo(NOW);
                });
        assertThat(storage().jobs().find(job.ref())).contains(job);
        audit();
    }

    @Test
    default void aJobThatPaysNothingMovesNothing() {
        Job job = create("a");

        storage().jobs().apply(cancelled(job, Optional.of(new Usd(777))));

        assertThat(ledger().position(WorkspaceId.DEFAULT)).isEqualTo(CreditPosition.START);
        assertThat(ledger().movements(WorkspaceId.DEFAULT, OptionalLong.empty(), 10))
                .isEmpty();
    }

    @Test
    default void aJobThatTheCreditsDoNotCoverIsNotStored() {
        ledger().topUp(topUp("a", 24_999));
        NewJob keyed = keyed(paying("a"), "key");

        Creation refused = created(keyed);

        assertThat(refused.found()).isEqualTo(Creation.Found.UNFUNDED);
        assertThat(refused.shortfall()).contains(new Shortfall(new Usd(24_999), new Usd(25_000)));
        assertThat(storage().jobs().find(keyed.job().ref())).isEmpty();
        assertThat(storage().jobs().findByKey(WorkspaceId.DEFAULT, "key", NOW)).isEmpty();
        assertThat(storage().jobs().events(keyed.job().ref(), 0, 10)).isEmpty();
        ledger().topUp(topUp("b", 1));
        assertThat(created(keyed).found()).isEqualTo(Creation.Found.CREATED);
        audit();
    }

    @Test
    default void aWorkspaceWithoutAnAccountHasNoCredits() {
        assertThat(created(paying("a")).shortfall()).contains(new Shortfall(Usd.ZERO, new Usd(25_000)));
    }

    @Test
    default void jobsCreatedTogetherAreCoveredTogetherOrNotAtAll() {
        ledger().topUp(topUp("a", 74_999));

        List<Creation> refused = storage().jobs().create(List.of(paying("a"), paying("b"), paying("c")));

        assertThat(refused).extracting(Creation::found).containsOnly(Creation.Found.UNFUNDED);
        assertThat(refused.get(2).shortfall()).contains(new Shortfall(new Usd(74_999), new Usd(75_000)));
        audit();
        assertThat(storage().jobs().create(List.of(paying("a"), paying("b"))))
                .extracting(Creation::found)
                .containsOnly(Creation.Found.CREATED);
        audit();
    }

    @Test
    default void aReplayHoldsNoMoreCreditsHoweverFewAreLeft() {
        ledger().topUp(topUp("a", 50_000));
        created(keyed(paying("a"), "key"));
        created(paying("b"));

        assertThat(created(paying("b")).found()).isEqualTo(Creation.Found.SAME_ID);
        assertThat(created(keyed(paying("another"), "key")).found()).isEqualTo(Creation.Found.SAME_KEY);
        assertThat(storage().jobs().create(List.of(paying("b"), paying("b"))))
                .extracting(Creation::found)
                .containsOnly(Creation.Found.SAME_ID);
        audit();
    }
}
