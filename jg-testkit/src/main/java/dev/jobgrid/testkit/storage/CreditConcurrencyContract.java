package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.LedgerUnderTest.NOW;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.cancelled;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.keyed;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.paying;
import static dev.jobgrid.testkit.storage.LedgerUnderTest.topUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The accounts balance after concurrent submits, ends and top-ups, and after random histories. */
interface CreditConcurrencyContract {
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

    private void audit(WorkspaceId workspace) {
        underTest().audit(workspace);
    }

    @Test
    default void concurrentSubmitsSpendNoMoreThanTheBalance() throws Exception {
        int covered = 7;
        ledger().topUp(topUp("a", covered * 25_000L + 24_999));

        List<Creation> creations = Together.on(40, i -> {
            NewJob job = paying("job-" + i);
            return created(i % 4 == 0 ? keyed(job, "key-" + i) : job);
        });

        assertThat(creations.stream().filter(made -> made.found() == Creation.Found.CREATED))
                .hasSize(covered);
        assertThat(creations.stream().filter(made -> made.found() == Creation.Found.UNFUNDED))
                .hasSize(40 - covered);
        assertThat(storage().jobs().list(new JobQuery(WorkspaceId.DEFAULT, Optional.empty(), Optional.empty(), 100)))
                .hasSize(covered);
        audit();
    }

    @Test
    default void submitsEndsAndTopUpsOfManyAtOnceKeepTheSums() throws Exception {
        for (String workspace : List.of("one", "two")) {
            ledger().topUp(new TopUp(new WorkspaceId(workspace), new Usd(60_000), "a", NOW));
        }

        Together.on(12, i -> live(new Random(i), i));

        audit(new WorkspaceId("one"));
        audit(new WorkspaceId("two"));
    }

    @Test
    default void invariantsHoldForRandomHistories() {
        for (long seed = 0; seed < 12; seed++) {
            WorkspaceId workspace = new WorkspaceId("w" + seed);
            live(new Random(seed), workspace);
            audit(workspace);
        }
    }

    /** Hands in jobs and ends some of them, in two workspaces. */
    private int live(Random random, int who) {
        int ended = 0;
        for (int i = 0; i < 12; i++) {
            WorkspaceId workspace = new WorkspaceId(random.nextBoolean() ? "one" : "two");
            Job job = created(paying(workspace, "job-" + who + "-" + i)).job();
            int dice = random.nextInt(4);
            if (dice == 0) {
                ledger().topUp(new TopUp(workspace, new Usd(1_000), "from " + who + " " + i, NOW));
            } else if (dice < 3
                    && storage().jobs().apply(cancelled(job, Optional.of(new Usd(random.nextInt(40_000)))))) {
                ended++;
            }
        }
        return ended;
    }

    /** Draws jobs and their changes, some of them stale, some submitted twice. */
    private void live(Random random, WorkspaceId workspace) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int dice = random.nextInt(10);
            if (dice == 0) {
                ledger().topUp(new TopUp(
                        workspace, new Usd(1 + random.nextInt(80_000)), "top-up " + random.nextInt(6), NOW));
            } else if (dice < 4) {
                List<NewJob> some = IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(any -> paying(workspace, "job-" + random.nextInt(25)))
                        .toList();
                storage().jobs().create(some).stream()
                        .filter(made -> made.found() == Creation.Found.CREATED)
                        .forEach(made -> jobs.add(made.job()));
            } else if (!jobs.isEmpty()) {
                int which = random.nextInt(jobs.size());
                Job job = jobs.get(which);
                if (!job.isTerminal()) {
                    Transition change = JobHistory.next(job, random);
                    boolean stored = storage().jobs().apply(change);
                    if (stored && random.nextInt(5) > 0) {
                        jobs.set(which, change.after());
                    }
                }
            }
        }
    }
}
