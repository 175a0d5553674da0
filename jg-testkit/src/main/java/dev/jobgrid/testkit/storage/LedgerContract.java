package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.Shortfall;
import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.CreditHold;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.CreditAudit;
import dev.jobgrid.testkit.JobHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link Ledger}. Extend it and give it a storage. */
public abstract class LedgerContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    private Storage storage;
    private Ledger ledger;

    /** For subclasses. */
    protected LedgerContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        ledger = storage.ledger();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void aJobHasACreditHold() {
        Job job = create("a");

        assertThat(ledger.find(job.ref()))
                .contains(new CreditHold(job.ref(), job.state().cost().max(), Optional.empty()));
        assertThat(ledger.find(new JobRef(WorkspaceId.DEFAULT, new JobId("nobody"))))
                .isEmpty();
    }

    @Test
    final void aJobThatIsThereAlreadyHoldsNothingMore() {
        Job job = create("a");
        NewJob again = JobHistory.created(job.ref(), job.spec(), NOW);

        storage.jobs().create(List.of(new NewJob(again.job(), again.events(), new Usd(99), Optional.empty())));

        assertThat(ledger.find(job.ref()).orElseThrow().held())
                .isEqualTo(job.state().cost().max());
    }

    @Test
    final void aJobThatGoesOnStaysReserved() {
        Job job = create("a");

        storage.jobs()
                .apply(Transition.of(job, NOW)
                        .event("job.note", "Note", "still waiting")
                        .build());

        assertThat(ledger.find(job.ref()).orElseThrow().isOpen()).isTrue();
    }

    @Test
    final void theEndOfAJobSettlesItsReservation() {
        Job job = create("a");
        create("b");

        storage.jobs().apply(cancelled(job, Optional.of(new Usd(777))));

        Usd held = job.state().cost().max();
        assertThat(ledger.find(job.ref())).contains(new CreditHold(job.ref(), held, Optional.of(new Usd(777))));
        assertThat(ledger.find(new JobRef(WorkspaceId.DEFAULT, new JobId("b")))
                        .orElseThrow()
                        .isOpen())
                .isTrue();
    }

    @Test
    final void aJobThatCostNothingIsSettledToo() {
        Job job = create("a");

        storage.jobs().apply(cancelled(job, Optional.empty()));

        assertThat(ledger.find(job.ref()).orElseThrow().charged()).contains(Usd.ZERO);
    }

    @Test
    final void whatIsToldOfAJobThatEndedDoesNotSettleItAnew() {
        Job job = create("a");
        Transition end = cancelled(job, Optional.of(new Usd(777)));
        storage.jobs().apply(end);

        assertThat(storage.jobs()
                        .apply(Transition.of(end.after(), NOW)
                                .event("callback.delivered", "Callback", "It was told.")
                                .build()))
                .isTrue();

        assertThat(ledger.find(job.ref()).orElseThrow().charged()).contains(new Usd(777));
    }

    @Test
    final void aChangeThatLostSettlesNothing() {
        Job job = create("a");
        storage.jobs().apply(Transition.of(job, NOW).build());

        assertThat(storage.jobs().apply(cancelled(job, Optional.empty()))).isFalse();

        assertThat(ledger.find(job.ref()).orElseThrow().isOpen()).isTrue();
    }

    @Test
    final void creditsComeInOnceForEachReference() {
        TopUp invoice = topUp("invoice 1", 500);

        CreditMovement given = ledger.topUp(invoice);
        CreditMovement again = ledger.topUp(topUp("invoice 1", 900));
        ledger.topUp(topUp("invoice 2", 100));

        assertThat(again).isEqualTo(given);
        assertThat(given.kind()).isEqualTo(CreditMovement.Kind.TOP_UP);
        assertThat(given.reference()).contains("invoice 1");
        assertThat(given.gain(CreditAccount.TOP_UPS)).isEqualTo(-500);
        assertThat(ledger.position(WorkspaceId.DEFAULT).balance()).isEqualTo(new CreditBalance(new Usd(600), Usd.ZERO));
        assertThat(ledger.position(new WorkspaceId("other"))).isEqualTo(CreditPosition.START);
        audit();
    }

    @Test
    final void moreThanCanBeCountedDoesNotComeIn() {
        ledger.topUp(topUp("a", Long.MAX_VALUE));

        assertThatThrownBy(() -> ledger.topUp(topUp("b", 1))).isInstanceOf(ArithmeticException.class);

        assertThat(ledger.position(WorkspaceId.DEFAULT).number()).isEqualTo(1);
    }

    @Test
    final void aJobThatPaysHoldsCredits() {
        ledger.topUp(topUp("a", 30_000));

        Job job = created(paying("a")).job();

        assertThat(ledger.position(WorkspaceId.DEFAULT).balance())
                .isEqualTo(new CreditBalance(new Usd(5_000), new Usd(25_000)));
        assertThat(ledger.movements(WorkspaceId.DEFAULT, OptionalLong.empty(), 1))
                .singleElement()
                .satisfies(held -> {
                    assertThat(held.kind()).isEqualTo(CreditMovement.Kind.RESERVATION);
                    assertThat(held.job()).contains(job.id());
                    assertThat(held.at()).isEqualTo(NOW);
                });
        assertThat(storage.jobs().find(job.ref())).contains(job);
        audit();
    }

    @Test
    final void aJobThatPaysNothingMovesNothing() {
        Job job = create("a");

        storage.jobs().apply(cancelled(job, Optional.of(new Usd(777))));

        assertThat(ledger.position(WorkspaceId.DEFAULT)).isEqualTo(CreditPosition.START);
        assertThat(ledger.movements(WorkspaceId.DEFAULT, OptionalLong.empty(), 10))
                .isEmpty();
    }

    @Test
    final void aJobThatTheCreditsDoNotCoverIsNotStored() {
        ledger.topUp(topUp("a", 24_999));
        NewJob keyed = keyed(paying("a"), "key");

        Creation refused = created(keyed);

        assertThat(refused.found()).isEqualTo(Creation.Found.UNFUNDED);
        assertThat(refused.shortfall()).contains(new Shortfall(new Usd(24_999), new Usd(25_000)));
        assertThat(storage.jobs().find(keyed.job().ref())).isEmpty();
        assertThat(storage.jobs().findByKey(WorkspaceId.DEFAULT, "key", NOW)).isEmpty();
        assertThat(storage.jobs().events(keyed.job().ref(), 0, 10)).isEmpty();
        ledger.topUp(topUp("b", 1));
        assertThat(created(keyed).found()).isEqualTo(Creation.Found.CREATED);
        audit();
    }

    @Test
    final void aWorkspaceWithoutAnAccountHasNoCredits() {
        assertThat(created(paying("a")).shortfall()).contains(new Shortfall(Usd.ZERO, new Usd(25_000)));
    }

    @Test
    final void jobsCreatedTogetherAreCoveredTogetherOrNotAtAll() {
        ledger.topUp(topUp("a", 74_999));

        List<Creation> refused = storage.jobs().create(List.of(paying("a"), paying("b"), paying("c")));

        assertThat(refused).extracting(Creation::found).containsOnly(Creation.Found.UNFUNDED);
        assertThat(refused.get(2).shortfall()).contains(new Shortfall(new Usd(74_999), new Usd(75_000)));
        audit();
        assertThat(storage.jobs().create(List.of(paying("a"), paying("b"))))
                .extracting(Creation::found)
                .containsOnly(Creation.Found.CREATED);
        audit();
    }

    @Test
    final void aReplayHoldsNoMoreCreditsHoweverFewAreLeft() {
        ledger.topUp(topUp("a", 50_000));
        created(keyed(paying("a"), "key"));
        created(paying("b"));

        assertThat(created(paying("b")).found()).isEqualTo(Creation.Found.SAME_ID);
        assertThat(created(keyed(paying("another"), "key")).found()).isEqualTo(Creation.Found.SAME_KEY);
        assertThat(storage.jobs().create(List.of(paying("b"), paying("b"))))
                .extracting(Creation::found)
                .containsOnly(Creation.Found.SAME_ID);
        audit();
    }

    @Test
    final void theEndOfAJobTakesWhatItDidCostAndGivesBackTheRest() {
        ledger.topUp(topUp("a", 30_000));
        Job job = created(paying("a")).job();

        storage.jobs().apply(cancelled(job, Optional.of(new Usd(7_000))));

        assertThat(ledger.position(WorkspaceId.DEFAULT).balance())
                .isEqualTo(new CreditBalance(new Usd(23_000), Usd.ZERO));
        CreditMovement settled =
                ledger.movements(WorkspaceId.DEFAULT, OptionalLong.empty(), 1).get(0);
        assertThat(settled.kind()).isEqualTo(CreditMovement.Kind.SETTLEMENT);
        assertThat(settled.gain(CreditAccount.REVENUE)).isEqualTo(7_000);
        audit();
    }

    @Test
    final void aJobThatDidCostNothingGivesBackAll() {
        ledger.topUp(topUp("a", 25_000));

        storage.jobs().apply(cancelled(created(paying("a")).job(), Optional.empty()));

        assertThat(ledger.position(WorkspaceId.DEFAULT).balance().available()).isEqualTo(new Usd(25_000));
        audit();
    }

    @Test
    final void aJobIsNeverChargedMoreThanItHeld() {
        ledger.topUp(topUp("a", 30_000));

        storage.jobs().apply(cancelled(created(paying("a")).job(), Optional.of(new Usd(1_000_000))));

        assertThat(ledger.position(WorkspaceId.DEFAULT).balance().available()).isEqualTo(new Usd(5_000));
        audit();
    }

    @Test
    final void whatFollowsTheEndInOneListIsStoredAfterIt() {
        ledger.topUp(topUp("a", 100_000));
        Job first = created(paying("a")).job();
        Transition note =
                Transition.of(first, NOW).event("job.note", "Note", "first").build();
        Transition end = cancelled(note.after(), Optional.empty());
        Transition told = Transition.of(end.after(), NOW)
                .event("callback.delivered", "Callback", "It was told.")
                .build();
        Job second = created(paying("b")).job();

        assertThat(storage.jobs().applyAll(List.of(note, end, told, cancelled(second, Optional.empty()), end)))
                .containsExactly(true, true, true, true, false);

        audit();
    }

    @Test
    final void pagesGoFromTheNewestToTheOldest() {
        for (int i = 1; i <= 5; i++) {
            ledger.topUp(topUp("number " + i, i));
        }

        assertThat(ledger.movements(WorkspaceId.DEFAULT, OptionalLong.of(5), 2))
                .extracting(CreditMovement::number)
                .containsExactly(4L, 3L);
        assertThat(ledger.movements(WorkspaceId.DEFAULT, OptionalLong.of(1), 2)).isEmpty();
    }

    @Test
    final void concurrentSubmitsSpendNoMoreThanTheBalance() throws Exception {
        int covered = 7;
        ledger.topUp(topUp("a", covered * 25_000L + 24_999));

        List<Creation> creations = Together.on(40, i -> {
            NewJob job = paying("job-" + i);
            return created(i % 4 == 0 ? keyed(job, "key-" + i) : job);
        });

        assertThat(creations.stream().filter(made -> made.found() == Creation.Found.CREATED))
                .hasSize(covered);
        assertThat(creations.stream().filter(made -> made.found() == Creation.Found.UNFUNDED))
                .hasSize(40 - covered);
        assertThat(storage.jobs().list(new JobQuery(WorkspaceId.DEFAULT, Optional.empty(), Optional.empty(), 100)))
                .hasSize(covered);
        audit();
    }

    @Test
    final void submitsEndsAndTopUpsOfManyAtOnceKeepTheSums() throws Exception {
        for (String workspace : List.of("one", "two")) {
            ledger.topUp(new TopUp(new WorkspaceId(workspace), new Usd(60_000), "a", NOW));
        }

        Together.on(12, i -> live(new Random(i), i));

        audit(new WorkspaceId("one"));
        audit(new WorkspaceId("two"));
    }

    /** Hands in jobs and ends some of them, in two workspaces. */
    private int live(Random random, int who) {
        int ended = 0;
        for (int i = 0; i < 12; i++) {
            WorkspaceId workspace = new WorkspaceId(random.nextBoolean() ? "one" : "two");
            Job job = created(paying(workspace, "job-" + who + "-" + i)).job();
            int dice = random.nextInt(4);
            if (dice == 0) {
                ledger.topUp(new TopUp(workspace, new Usd(1_000), "from " + who + " " + i, NOW));
            } else if (dice < 3 && storage.jobs().apply(cancelled(job, Optional.of(new Usd(random.nextInt(40_000)))))) {
                ended++;
            }
        }
        return ended;
    }

    @Test
    final void invariantsHoldForRandomHistories() {
        for (long seed = 0; seed < 12; seed++) {
            WorkspaceId workspace = new WorkspaceId("w" + seed);
            live(new Random(seed), workspace);
            audit(workspace);
        }
    }

    /** Draws jobs and their changes, some of them stale, some handed in twice. */
    private void live(Random random, WorkspaceId workspace) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int dice = random.nextInt(10);
            if (dice == 0) {
                ledger.topUp(
                        new TopUp(workspace, new Usd(1 + random.nextInt(80_000)), "top-up " + random.nextInt(6), NOW));
            } else if (dice < 4) {
                List<NewJob> some = IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(any -> paying(workspace, "job-" + random.nextInt(25)))
                        .toList();
                storage.jobs().create(some).stream()
                        .filter(made -> made.found() == Creation.Found.CREATED)
                        .forEach(made -> jobs.add(made.job()));
            } else if (!jobs.isEmpty()) {
                int which = random.nextInt(jobs.size());
                Job job = jobs.get(which);
                if (!job.isTerminal()) {
                    Transition change = JobHistory.next(job, random);
                    boolean stored = storage.jobs().apply(change);
                    if (stored && random.nextInt(5) > 0) {
                        jobs.set(which, change.after());
                    }
                }
            }
        }
    }

    private Creation created(NewJob fresh) {
        return storage.jobs().create(List.of(fresh)).get(0);
    }

    private static NewJob paying(String id) {
        return paying(WorkspaceId.DEFAULT, id);
    }

    /** A job that holds 25,000 micro-dollars. */
    private static NewJob paying(WorkspaceId workspace, String id) {
        JobSpec spec =
                JobSpec.builder("ledger", "acme/app:1", WorkloadType.BATCH).build();
        Cost cost = Cost.expected(new Usd(1_000), new Usd(25_000)).holding();
        return JobHistory.created(new JobRef(workspace, new JobId(id)), spec, cost, NOW);
    }

    private static NewJob keyed(NewJob job, String key) {
        return new NewJob(
                job.job(),
                job.events(),
                job.reservation(),
                Optional.of(new NewJob.IdempotencyKey(key, NOW, NOW.plusSeconds(60))));
    }

    private static TopUp topUp(String reference, long micros) {
        return new TopUp(WorkspaceId.DEFAULT, new Usd(micros), reference, NOW);
    }

    private void audit() {
        audit(WorkspaceId.DEFAULT);
    }

    private void audit(WorkspaceId workspace) {
        List<Job> jobs = new ArrayList<>();
        List<Job> page;
        Optional<JobQuery.Cursor> after = Optional.empty();
        do {
            page = storage.jobs().list(new JobQuery(workspace, Optional.empty(), after, 100));
            jobs.addAll(page);
            after = page.isEmpty() ? after : Optional.of(place(page.get(page.size() - 1)));
        } while (page.size() == 100);
        CreditAudit.check(ledger, workspace, jobs);
    }

    private static JobQuery.Cursor place(Job job) {
        return new JobQuery.Cursor(job.state().times().created(), job.id());
    }

    private Job create(String id) {
        JobSpec spec =
                JobSpec.builder("ledger", "acme/app:1", WorkloadType.BATCH).build();
        NewJob created = JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), spec, NOW);
        storage.jobs().create(List.of(created));
        return created.job();
    }

    private static Transition cancelled(Job job, Optional<Usd> actual) {
        Cost cost = job.state().cost();
        return Transition.of(job, Trigger.CANCEL, NOW)
                .cost(actual.map(cost::spent).orElse(cost))
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }
}
