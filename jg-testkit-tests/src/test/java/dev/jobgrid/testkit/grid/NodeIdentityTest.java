package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that are renamed, two of one name, and two servers on one host, with real processes. */
class NodeIdentityTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofHours(1);

    // Its clock stands still, so that no lease ends: grids that are over here have left.
    private final MemoryStorage storage = new MemoryStorage(InstantSource.fixed(Instant.EPOCH));
    private final List<JobGrid> grids = new ArrayList<>();
    private final AtomicLong ahead = new AtomicLong();
    private final GridClock clock = new GridClock() {
        @Override
        public Instant instant() {
            return Instant.now().plusNanos(ahead.get());
        }

        @Override
        public long nanoTime() {
            return System.nanoTime() + ahead.get();
        }
    };

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws IOException {
        Files.writeString(folder.resolve("end"), "");
        try {
            // A program outlives its grid, and would write to the folder while that is deleted.
            await("the programs to end", () -> storage.holds().list().isEmpty());
        } finally {
            grids.forEach(JobGrid::close);
        }
    }

    /** A server on a host with one GPU. */
    private JobGrid grid(String runs, String node, Duration patience) throws IOException {
        GridSettings.Running running = GridSettings.DEFAULT.running();
        JobGrid grid = JobGrid.builder()
                .storage(storage)
                .clock(clock)
                .executor(ProcessExecutor.builder(folder.resolve(runs))
                        .nodeId(new NodeName(node))
                        .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                        .privateWorkspace(false)
                        .build())
                .settings(GridSettings.DEFAULT
                        .withSharing(new GridSettings.Sharing(Duration.ofSeconds(1), patience))
                        .withRunning(running.withRetry(RetryPolicy.infrastructure(1, Duration.ofMillis(10)))))
                .build();
        grids.add(grid);
        return grid;
    }

    /** A job that notes each of its starts, and runs until the test ends or lets it. */
    private JobSpec job(String name) {
        return JobSpec.builder(name, "none", WorkloadType.TRAINING)
                .command(Command.of(
                        "sh",
                        "-c",
                        "echo x >> " + starts(name) + "; until [ -e " + folder.resolve("end") + " ] || [ -e "
                                + folder.resolve(name + "-end") + " ]; do sleep 0.05; done"))
                .gpu(GpuRequest.builder().count(1).build())
                .build();
    }

    private Path starts(String name) {
        return folder.resolve(name + "-starts");
    }

    private int started(String name) throws IOException {
        return Files.exists(starts(name)) ? Files.readAllLines(starts(name)).size() : 0;
    }

    private void end(String name) throws IOException {
        Files.writeString(folder.resolve(name + "-end"), "");
    }

    private JobHandle running(JobGrid grid, String name) {
        JobHandle job = grid.submit(job(name));
        await(name + " runs", () -> Files.exists(starts(name)));
        await(name + " is known to run", () -> job.status().status() == JobStatus.RUNNING);
        return job;
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).until(condition);
    }

    private static boolean has(JobGrid grid, JobHandle job, String event) {
        return grid.events(job.id()).stream().map(JobEvent::type).anyMatch(event::equals);
    }

    @Test
    void aJobGoesOnWhileItsHostIsRenamed() throws Exception {
        JobGrid before = grid("runs", "a", Duration.ofMillis(1));
        JobHandle job = running(before, "one");
        before.close();

        JobGrid after = grid("runs", "b", Duration.ofMillis(1));
        await("the run is taken up", () -> has(after, job, "job.reattached"));
        JobHandle next = after.submit(job("two"));
        end("one");

        assertThat(after.job(job.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(started("one")).isEqualTo(1);
        await("the GPU is free for the next", () -> Files.exists(starts("two")));
        assertThat(next.status().attempt().placement().orElseThrow().node()).isEqualTo(new NodeName("b"));
    }

    @Test
    void aHostOfTheSameNameTakesNoRunOfAnother() throws Exception {
        JobGrid left = grid("left", "host", LONG);
        JobHandle job = running(left, "one");
        left.close();

        JobGrid right = grid("right", "host", LONG);
        await("the other host is waited for", () -> {
            ahead.addAndGet(Duration.ofSeconds(10).toNanos());
            return has(right, job, "job.worker_unreachable");
        });
        running(right, "two");
        grid("left", "host", LONG);
        await("the run is taken up where it is", () -> has(right, job, "job.reattached"));
        end("one");

        assertThat(right.job(job.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(started("one")).isEqualTo(1);
    }

    @Test
    void aCopyOfAMachineThatLivesIsRefusedUntilThatIsGone() throws Exception {
        JobGrid first = grid("first", "host", LONG);
        JobHandle job = running(first, "one");
        Files.createDirectory(folder.resolve("copy"));
        Files.copy(
                folder.resolve("first").resolve("machine"),
                folder.resolve("copy").resolve("machine"));

        JobGrid copy = grid("copy", "host", LONG);
        await(
                "the copy says what to do",
                () -> copy.operations().health().stream()
                        .anyMatch(check -> !check.healthy()
                                && check.name().equals("membership")
                                && check.detail().contains("remove the file 'machine'")));
        JobHandle next = copy.submit(job("two"));
        end("one");
        await("the first runs what is next", () -> started("two") > 0);
        end("two");

        assertThat(copy.job(job.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(copy.job(next.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(started("one")).isEqualTo(1);
        assertThat(started("two")).isEqualTo(1);
        first.close();
        await(
                "the copy is the only one",
                () -> copy.operations().health().stream()
                        .noneMatch(check -> check.name().equals("membership")));
    }

    @Test
    void twoGridsOnOneFolderAreNoCopies() throws Exception {
        JobGrid one = grid("runs", "host", LONG);
        running(one, "one");
        JobGrid other = grid("runs", "host", LONG);
        JobHandle job = other.submit(job("two"));
        end("one");
        end("two");

        one.close();

        assertThat(job.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aRunThatWasGivenUpEndsWhereItIsFoundAlthoughItsHostHasAnotherId() throws Exception {
        JobGrid before = grid("runs", "host", Duration.ofMillis(1));
        JobHandle job = running(before, "one");
        before.close();
        Files.delete(folder.resolve("runs").resolve("machine"));

        JobGrid after = grid("runs", "host", Duration.ofMillis(1));
        // A second run may find the GPU in use by the first, and give it to a third.
        await(
                "it was given up and queued again",
                () -> after.job(job.id()).status().attempt().number() > 1);
        grid("runs", "host", LONG); // looks for what is left when it starts
        await(
                "the first is not held any more",
                () -> storage.holds().list().stream().map(Allocation::run).noneMatch(run -> run.attempt() == 1));
        await("it runs again", () -> started("one") == 2);
        end("one");

        assertThat(after.job(job.id()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }
}
