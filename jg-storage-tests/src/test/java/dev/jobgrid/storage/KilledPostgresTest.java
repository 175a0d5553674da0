package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.FreePort;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.TestSeed;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that is killed under load and started again, while the same storage goes on. */
class KilledPostgresTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int WRITERS = 6;

    /** Each write is on the disk when it is acknowledged, and a killed server first reads what it had written. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Random random = new Random(TestSeed.get());
    private final Map<JobRef, Integer> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();

    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLostWhenTheServerIsKilled() throws Exception {
        killAndLook(1);
    }

    @Test
    @Tag("stress")
    void nothingAcknowledgedIsLostHoweverOftenTheServerIsKilled() throws Exception {
        killAndLook(50);
    }

    private void killAndLook(int kills) throws Exception {
        System.out.println(TestSeed.repeat(getClass()));
        int port = FreePort.find();
        EmbeddedPostgres server = start(port);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try (PostgresStorage storage = open(server)) {
            List<Future<?>> writers = startWriters(storage.jobs(), threads);
            for (int i = 0; i < kills; i++) {
                awaitWrites(random.nextInt(300));
                kill();
                server.close(); // lets go of its folder; there is nothing left to stop
                server = start(port);
            }
            awaitWrites(20);
            stop.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertAllWhole(server);
        } finally {
            stop.set(true);
            threads.shutdown();
            server.close();
        }
    }

    private PostgresStorage open(EmbeddedPostgres server) {
        return PostgresStorage.builder()
                .url(server.getJdbcUrl("postgres", "postgres"))
                .blobFolder(folder.resolve("blobs"))
                .open();
    }

    private void awaitWrites(int more) {
        int before = writes.get();
        await("writes").atMost(LONG).until(() -> writes.get() > before + more);
    }

    /** Looks over connections of its own: some of the other pool may not have been used since they were lost. */
    private void assertAllWhole(EmbeddedPostgres server) {
        try (PostgresStorage storage = open(server)) {
            acknowledged.forEach((ref, events) -> assertWhole(storage.jobs(), ref, events));
        }
    }

    private static void assertWhole(JobStore jobs, JobRef ref, int acknowledgedEvents) {
        Job job = jobs.find(ref).orElseThrow(() -> new AssertionError("lost: " + ref));
        List<JobEvent> events = jobs.events(ref, 0, 100);
        assertThat(events).as("acknowledged of " + ref).hasSizeGreaterThanOrEqualTo(acknowledgedEvents);
        assertThat(events)
                .as("each event whole and once, with its state: " + ref)
                .hasSize(Math.toIntExact(job.state().events().lastSequence() / 10))
                .extracting(JobEvent::sequence)
                .doesNotHaveDuplicates();
    }

    private List<Future<?>> startWriters(JobStore jobs, ExecutorService threads) {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String name = "writer-" + i;
            writers.add(threads.submit(() -> write(jobs, name)));
        }
        return writers;
    }

    private void write(JobStore jobs, String name) {
        for (int i = 0; !stop.get(); i++) {
            NewJob fresh = JobHistory.created(
                    new JobRef(WorkspaceId.DEFAULT, new JobId(name + "-" + i)), Stored.leastSpec(), NOW);
            try {
                jobs.create(List.of(fresh));
                acknowledged.put(fresh.job().ref(), 2);
                writes.incrementAndGet();
                Transition note = Transition.of(fresh.job(), NOW)
                        .event("job.note", "Note", "noted")
                        .build();
                assertThat(jobs.apply(note)).as("nobody else changes it").isTrue();
                acknowledged.put(fresh.job().ref(), 3);
            } catch (JobGridException e) {
                // Not acknowledged: it may be there or not, and nobody may say which.
            }
        }
    }

    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    private void kill() throws Exception {
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0));
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        // Else it may begin another process after they were counted, which would keep the next server out.
        assertThat(new ProcessBuilder("sh", "-c", "kill -STOP " + pid).start().waitFor())
                .isZero();
        List<ProcessHandle> backends = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        await("the server to end")
                .until(() -> !postmaster.isAlive() && backends.stream().noneMatch(ProcessHandle::isAlive));
    }
}
