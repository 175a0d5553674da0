package dev.jobgrid.storage.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore.Listener;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.storage.PostgresStorage;
import dev.jobgrid.storage.TestPostgres;
import dev.jobgrid.testkit.JobHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When idle peers are told that work was stored. */
class NotifyLimiterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final JobSpec SPEC =
            JobSpec.builder("news", "acme/train:1", WorkloadType.TRAINING).build();
    private static final int ROUNDS = 50;

    /** Some of them are stored before the peers that were told of the first could be told again. */
    private static final int AT_ONCE = 5;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void whatIsPutOffIsToldOnceForAllThatWasPutOff() {
        AtomicInteger told = new AtomicInteger();
        Semaphore goOn = new Semaphore(0);
        NotifyLimiter news = new NotifyLimiter(
                () -> told.incrementAndGet() > 0,
                work -> threads.execute(() -> {
                    goOn.acquireUninterruptibly();
                    work.run();
                }));
        assertThat(news.areDue()).isTrue();

        for (int i = 0; i < 1000; i++) {
            news.deferNotify();
        }
        goOn.release(1000);

        await().until(() -> told.get() == 1);
        // What comes after is told again, and a failure to tell keeps nothing from being told.
        news.deferNotify();
        await().until(() -> told.get() == 2);
        await().until(news::areDue);
    }

    @Test
    void aFailureToTellIsNotTheLast() {
        AtomicInteger tries = new AtomicInteger();
        NotifyLimiter news = new NotifyLimiter(
                () -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("the database is away");
                    }
                    return true;
                },
                threads);

        news.deferNotify();
        await().until(() -> tries.get() == 1);
        news.deferNotify();
        await().until(() -> tries.get() == 2);
    }

    /** A peer that looks at the store only when it is told finds everything, however quickly it comes. */
    @Test
    void anIdlePeerIsToldOfTheLastJobToo() throws Exception {
        InstanceId peer = InstanceId.random();
        Semaphore news = new Semaphore(0);
        AtomicInteger seen = new AtomicInteger();
        try (PostgresStorage storage = TestPostgres.emptyStorage("news", folder);
                PostgresStorage beside =
                        TestPostgres.builder("news", folder.resolve("beside")).open()) {
            beside.instances().listen(peer, heard(news));
            beside.instances().join(new Instance(peer, List.of()), Duration.ofHours(1));
            beside.instances().idle(peer, true);
            Future<?> looking = threads.submit(() -> {
                while (seen.get() < ROUNDS * AT_ONCE) {
                    news.acquire();
                    news.drainPermits();
                    seen.set(queued(beside));
                }
                return seen;
            });

            for (int stored = AT_ONCE; stored <= ROUNDS * AT_ONCE; stored += AT_ONCE) {
                for (int i = stored - AT_ONCE; i < stored; i++) {
                    storage.jobs().create(List.of(JobHistory.created(ref("job-" + i), SPEC, NOW)));
                }
                int all = stored;
                await("the peer to see " + all)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> seen.get() == all);
            }
            looking.get();
        }
    }

    private static JobRef ref(String id) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(id));
    }

    private static int queued(PostgresStorage storage) {
        return storage.jobs().queued(QueueQuery.all(NOW, 10, ROUNDS * AT_ONCE)).stream()
                .mapToInt(lane -> lane.jobs().size())
                .sum();
    }

    private static Listener heard(Semaphore news) {
        return new Listener() {
            @Override
            public void workStored() {
                news.release();
            }

            @Override
            public void changed(JobRef job) {}
        };
    }
}
