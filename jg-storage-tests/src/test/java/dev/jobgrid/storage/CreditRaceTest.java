package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.CreditAudit;
import dev.jobgrid.testkit.JobHistory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credits of one database that many grids spend, and connections that are lost meanwhile. */
class CreditRaceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Usd PRICE = new Usd(25_000);
    private static final int GRIDS = 3;
    private static final int CALLERS = 8;
    private static final int EACH = 12;
    private static final int COVERED = 50;

    @TempDir
    private Path folder;

    private static NewJob paying(WorkspaceId workspace, String id) {
        Cost cost = Cost.expected(Usd.ZERO, PRICE).holding();
        return JobHistory.created(new JobRef(workspace, new JobId(id)), Stored.leastSpec(), cost, NOW);
    }

    private static Transition cancelled(Job job) {
        return Transition.of(job, Trigger.CANCEL, NOW)
                .cost(job.state().cost().spent(new Usd(1_000)))
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }

    @Test
    void manyGridsTakeAsManyJobsAsTheCreditsCover() throws Exception {
        List<PostgresStorage> grids = new ArrayList<>(List.of(TestPostgres.emptyStorage("races", folder)));
        while (grids.size() < GRIDS) {
            grids.add(TestPostgres.builder("races", folder).open());
        }
        WorkspaceId workspace = WorkspaceId.DEFAULT;
        grids.get(0).ledger().topUp(new TopUp(workspace, PRICE.times(COVERED), "once", NOW));
        CyclicBarrier start = new CyclicBarrier(GRIDS * CALLERS);
        ExecutorService pool = Executors.newFixedThreadPool(GRIDS * CALLERS);
        try {
            List<Future<Integer>> taken = new ArrayList<>();
            for (int caller = 0; caller < GRIDS * CALLERS; caller++) {
                PostgresStorage grid = grids.get(caller % GRIDS);
                String name = "caller-" + caller + "-";
                taken.add(pool.submit(() -> {
                    start.await();
                    return submits(grid, name);
                }));
            }
            int sum = 0;
            for (Future<Integer> future : taken) {
                sum += future.get(60, TimeUnit.SECONDS);
            }

            assertThat(sum).isEqualTo(COVERED);
            assertThat(grids.get(0).ledger().position(workspace).balance().available())
                    .isEqualTo(Usd.ZERO);
            audit(grids.get(0));
        } finally {
            pool.shutdownNow();
            grids.forEach(PostgresStorage::close);
        }
    }

    private static int submits(PostgresStorage grid, String name) {
        int taken = 0;
        for (int i = 0; i < EACH; i++) {
            Creation made = grid.jobs()
                    .create(List.of(paying(WorkspaceId.DEFAULT, name + i)))
                    .get(0);
            taken += made.found() == Found.CREATED ? 1 : 0;
        }
        return taken;
    }

    private static void audit(PostgresStorage storage) {
        CreditAudit.check(
                storage.ledger(),
                WorkspaceId.DEFAULT,
                storage.jobs().list(new JobQuery(WorkspaceId.DEFAULT, Optional.empty(), Optional.empty(), 100)));
    }

    @Test
    void creditsMoveOnceHoweverOftenTheAnswerIsLost() {
        LostConnections connections = new LostConnections(TestPostgres.database());
        TestPostgres.emptyStorage("lost", folder).close();
        try (PostgresStorage storage = PostgresStorage.builder()
                .dataSource(connections.database())
                .schema("lost")
                .tablePrefix("jg_")
                .blobFolder(folder)
                .open()) {
            storage.ledger().topUp(new TopUp(WorkspaceId.DEFAULT, PRICE, "once", NOW));
            connections.loseCommits(1);
            List<Creation> created = storage.jobs().create(List.of(paying(WorkspaceId.DEFAULT, "a")));
            assertThat(created).extracting(Creation::found).containsExactly(Found.CREATED);
            audit(storage);
            connections.loseCommits(1);
            assertThat(storage.jobs().apply(cancelled(created.get(0).job()))).isTrue();
            audit(storage);
            connections.loseQuestions(1);
            assertThat(storage.jobs()
                            .create(List.of(paying(WorkspaceId.DEFAULT, "b")))
                            .get(0)
                            .found())
                    .isEqualTo(Found.UNFUNDED);
            audit(storage);
        }
    }

    @Test
    void theDatabaseItselfKeepsTheSums() {
        try (PostgresStorage storage = TestPostgres.emptyStorage("sums", folder)) {
            storage.ledger().topUp(new TopUp(WorkspaceId.DEFAULT, PRICE, "once", NOW));

            assertThatThrownBy(() -> TestPostgres.execute("UPDATE sums.jg_credit_accounts SET available_micros = -1"))
                    .hasMessageContaining("check");
            assertThatThrownBy(() -> TestPostgres.execute("UPDATE sums.jg_credit_movements SET available_gain = 1"))
                    .hasMessageContaining("check");
        }
    }
}
