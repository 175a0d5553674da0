package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
import static dev.jobgrid.testkit.grid.GridUnderTest.refusal;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.sim.RunScript;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Credits: held at submit, charged for the run, given back; who sees them and who gives them. */
interface CreditsContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private JobGrid home() {
        return underTest().home();
    }

    private JobHandle submit(String id, RunScript script) {
        return underTest().submit(id, script);
    }

    private void restart(GridSettings settings) throws Exception {
        underTest().restart(settings);
    }

    private JobGrid as(Caller caller) throws Exception {
        return underTest().as(caller);
    }

    private void restartWithCredits(Usd credits) throws Exception {
        underTest().restartWithCredits(GridSettings.DEFAULT, credits);
    }

    private List<CreditMovement.Kind> moved() {
        return grid().credits().history(OptionalLong.empty(), 100).movements().stream()
                .map(CreditMovement::kind)
                .toList();
    }

    @Test
    default void withoutCreditsTheAccountIsNotFound() {
        assertThat(refusal(() -> grid().credits().balance())).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> grid().credits().history(OptionalLong.empty(), 10)))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    default void aJobHoldsCreditsAndIsChargedForItsRun() throws Exception {
        restartWithCredits(Usd.ofDollars(5));
        Usd held = grid().estimate(spec("paid").build()).cost().max();

        JobHandle handle = submit("paid", FOREVER);
        assertThat(grid().credits().balance()).isEqualTo(new CreditBalance(new Usd(5_000_000 - held.micros()), held));
        await().until(() -> handle.status().status() == JobStatus.RUNNING);
        Usd charged =
                grid().cancel(handle.id(), "enough").state().cost().actual().orElseThrow();

        assertThat(charged).isGreaterThan(Usd.ZERO).isLessThan(held);
        assertThat(grid().credits().balance())
                .isEqualTo(new CreditBalance(new Usd(5_000_000 - charged.micros()), Usd.ZERO));
        assertThat(moved())
                .containsExactly(
                        CreditMovement.Kind.SETTLEMENT, CreditMovement.Kind.RESERVATION, CreditMovement.Kind.TOP_UP);
        CreditMovement settled =
                grid().credits().history(OptionalLong.empty(), 1).movements().get(0);
        assertThat(settled.job()).contains(handle.id());
        assertThat(settled.gain(CreditAccount.REVENUE)).isEqualTo(charged.micros());
        assertThat(settled.gain(CreditAccount.RESERVED)).isEqualTo(-held.micros());
    }

    @Test
    default void creditHistoryIsReadByPages() throws Exception {
        restartWithCredits(Usd.ofDollars(5));
        submit("one", FOREVER);

        CreditPage first = grid().credits().history(OptionalLong.empty(), 1);
        CreditPage second = grid().credits().history(first.next(), 1);

        assertThat(first.movements()).extracting(CreditMovement::number).containsExactly(2L);
        assertThat(second.movements()).extracting(CreditMovement::number).containsExactly(1L);
        assertThat(second.movements().get(0).reference()).contains("at first");
        assertThat(second.next()).isEmpty();
    }

    @Test
    default void aSubmitThatTheCreditsDoNotCoverIsRefusedAndStoresNothing() throws Exception {
        restartWithCredits(new Usd(1_000));

        assertThatThrownBy(() -> submit("poor", FOREVER)).isInstanceOfSatisfying(JobGridException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.INSUFFICIENT_FUNDS);
            assertThat(refused).hasMessageContaining("$0.001000").hasMessageContaining("top up");
            assertThat(refused.checks()).extracting(Check::code).containsExactly(ErrorCode.INSUFFICIENT_FUNDS);
        });

        assertThat(refusal(() -> grid().status(new JobId("poor")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(moved()).containsExactly(CreditMovement.Kind.TOP_UP);
    }

    @Test
    default void jobsSubmittedTogetherAreAllCoveredOrAllRefused() throws Exception {
        Usd one = grid().estimate(spec("any").build()).cost().max();
        restartWithCredits(one.times(2));

        assertThat(refusal(() -> grid().submitAll(List.of(
                        spec("a").build(), spec("b").build(), spec("c").build()))))
                .isEqualTo(ErrorCode.INSUFFICIENT_FUNDS);
        assertThat(moved()).containsExactly(CreditMovement.Kind.TOP_UP);
        assertThat(grid().submitAll(List.of(spec("a").build(), spec("b").build())))
                .hasSize(2);
        // Those are answered again as they were, though nothing is left.
        assertThat(grid().submit(Draft.of(spec("a").build()), SubmitOptions.NONE)
                        .replayed())
                .isTrue();
    }

    @Test
    default void cancellingAQueuedJobReleasesItsCreditHold() throws Exception {
        restartWithCredits(Usd.ofDollars(50));
        submit("first", FOREVER);
        submit("second", FOREVER);
        JobHandle waiting = submit("third", FOREVER);

        assertThat(grid().cancel(waiting.id(), "no more").state().cost().actual())
                .contains(Usd.ZERO);

        CreditMovement settled =
                grid().credits().history(OptionalLong.empty(), 1).movements().get(0);
        assertThat(settled.job()).contains(waiting.id());
        assertThat(settled.gain(CreditAccount.REVENUE)).isZero();
        assertThat(settled.gain(CreditAccount.AVAILABLE)).isEqualTo(-settled.gain(CreditAccount.RESERVED));
    }

    @Test
    default void aJobWithoutAPriceIsRefusedWhereCreditsAreCharged() throws Exception {
        GridSettings.Work work = GridSettings.DEFAULT.work();
        GridSettings queues = GridSettings.DEFAULT.withWork(
                new GridSettings.Work(work.cpuSlotsPerNode(), true, work.unplaceableTimeout(), work.rules()));
        JobSpec nowhere =
                spec("nowhere").gpu(GpuRequest.builder().type("H100").build()).build();
        underTest().restartWithCredits(queues, Usd.ofDollars(50));
        assertThat(refusal(() -> grid().submit(nowhere))).isEqualTo(ErrorCode.CONFLICT);
        restart(queues);
        assertThat(grid().submit(nowhere).id()).isEqualTo(new JobId("nowhere"));
    }

    @Test
    default void creditHoldsAreSettledAfterCreditsAreTurnedOff() throws Exception {
        restartWithCredits(Usd.ofDollars(5));
        submit("held", FOREVER);

        restart(GridSettings.DEFAULT);
        grid().cancel(new JobId("held"), "enough");

        restartWithCredits(Usd.ofDollars(5));
        assertThat(grid().credits().balance().reserved()).isEqualTo(Usd.ZERO);
        assertThat(moved())
                .containsExactly(
                        CreditMovement.Kind.SETTLEMENT, CreditMovement.Kind.RESERVATION, CreditMovement.Kind.TOP_UP);
    }

    @Test
    default void creditsBelongToAWorkspaceAndOnlyTheOperatorTopsUp() throws Exception {
        restartWithCredits(Usd.ofDollars(5));
        JobGrid other = as(new Caller(new WorkspaceId("other"), "reader", Set.of(Scope.JOBS_READ)));

        assertThat(other.credits().balance()).isEqualTo(CreditBalance.NONE);
        assertThat(other.credits().history(OptionalLong.empty(), 10).movements())
                .isEmpty();
        JobGrid someone = as(new Caller(WorkspaceId.DEFAULT, "someone", Set.of(Scope.values())));
        assertThat(refusal(() -> someone.credits().topUp(Usd.ofDollars(1), "mine")))
                .isEqualTo(ErrorCode.FORBIDDEN);
        JobGrid blind = as(new Caller(WorkspaceId.DEFAULT, "blind", Set.of(Scope.JOBS_SUBMIT)));
        assertThat(refusal(() -> blind.credits().balance())).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal(() -> home().credits().topUp(Usd.ZERO, "nothing"))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(() -> home().credits().topUp(Usd.ofDollars(1), " "))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(() -> home().credits().topUp(Usd.ofDollars(4), "at first")))
                .isEqualTo(ErrorCode.CONFLICT);
        home().credits().topUp(Usd.ofDollars(5), "at first");
        assertThat(grid().credits().balance().available()).isEqualTo(Usd.ofDollars(5));
    }
}
