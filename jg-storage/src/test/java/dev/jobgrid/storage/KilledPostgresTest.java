package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.JobStore;
import dev.jobgrid.spi.NewJob;
import dev.jobgrid.testkit.JobHistory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that is killed under load and started again, while the same storage goes on. */
class KilledPostgresTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int WRITERS = 6;

    private final Random random = new Random();
    private final Map<JobRef, Integer> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();

    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLostWhenTheServerIsKilled() throws Exception {
        killAndLook(2);
    }

    @Test
    @Tag("stress")
    void nothingAcknowledgedIsLostHoweverOftenTheServerIsKilled() throws Exception {
        killAndLook(50);
    }

    private void killAndLook(int kills) throws Exception {
        int port = freePort();
        EmbeddedPostgres server = start(port);
        try (PostgresStorage storage = PostgresStorage.builder()
                .url(server.getJdbcUrl("postgres", "postgres"))
                .connectionTimeout(Duration.ofSeconds(1))
                .blobFolder(folder.resolve("blobs"))
                .open()) {
            List<Thread> writers = startWriters(storage.jobs());
            for (int i = 0; i < kills; i++) {
                int before = writes.get();
                Awaitility.await().until(() -> writes.get() > before + random.nextInt(300));
                kill();
                server.close(); // lets go of its folder; there is nothing left to stop
                server = start(port);
            }
            int before = writes.get();
            Awaitility.await().until(() -> writes.get() > before + 20);
            stop.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            acknowledged.forEach((ref, events) -> assertWhole(storage.jobs(), ref, events));
        } finally {
            stop.set(true);
            server.close();
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

    private List<Thread> startWriters(JobStore jobs) {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String name = "writer-" + i;
            Thread writer = new Thread(() -> write(jobs, name), name);
            writer.start();
            writers.add(writer);
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
        assertThat(new ProcessBuilder("kill", "-STOP", "" + pid).start().waitFor())
                .isZero();
        List<ProcessHandle> backends = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await()
                .until(() -> !postmaster.isAlive() && backends.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
