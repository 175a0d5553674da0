package dev.jobgrid.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.storage.Durability;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.storage.blobs.FolderBlobStore;
import dev.jobgrid.testkit.MovedClock;
import dev.jobgrid.testkit.SmallDisk;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grid whose blob store takes nothing large for a while, or for ever, over programs that really run. */
class FullBlobStoreTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String SCRIPT =
            "cd /workspace/artifacts; head -c 3000000 /dev/zero > model.bin; echo small > small.txt";

    private final MovedClock clock = new MovedClock();

    @TempDir
    private Path folder;

    private interface Change {
        void make() throws Exception;
    }

    @Test
    void aFullDiskHoldsNoGpuAndLosesNoFile() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8)) {
            BlobStore blobs = FolderBlobStore.open(disk.folder().resolve("blobs"));
            disk.fill();

            assertHoldsNoGpuAndLosesNoFile(blobs, disk::makeRoom, "the disk of the blob folder is full");
        }
    }

    @Test
    void aFullQuotaHoldsNoGpuAndLosesNoFile() throws Exception {
        BlobStore blobs = FolderBlobStore.open(folder.resolve("blobs"), 4_000_000);
        BlobKey old = new BlobKey("old");
        blobs.put(old, new ByteArrayInputStream(new byte[3_000_000]), 1 << 30);

        assertHoldsNoGpuAndLosesNoFile(blobs, () -> blobs.delete(old), "files take ");
    }

    @Test
    void anS3StoreThatRefusesHoldsNoGpuAndLosesNoFile() throws Exception {
        String bucket = "jobgrid-that-is-gone";
        try (S3BlobStore blobs = TestS3.builder(bucket).open()) {
            TestS3.removeBucket(bucket);

            assertHoldsNoGpuAndLosesNoFile(blobs, () -> TestS3.makeBucket(bucket), "NoSuchBucket");
        }
    }

    private void assertHoldsNoGpuAndLosesNoFile(BlobStore blobs, Change room, String words) throws Exception {
        try (JobGrid grid = grid(blobs, GridSettings.DEFAULT)) {
            JobHandle first = grid.submit(spec(SCRIPT));
            assertThat(grid.submit(spec("true")).await(LONG).status())
                    .as("the GPU is free")
                    .isEqualTo(JobStatus.COMPLETED);
            await().until(() -> types(grid, first).contains("artifact.waiting"));
            assertThat(first.status().status()).isEqualTo(JobStatus.RUNNING);
            assertThat(first.status().phase()).isEqualTo(ExecutionPhase.CLEANUP);
            assertThat(grid.events(first.id()))
                    .filteredOn(event -> event.type().equals("artifact.waiting"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.message()).contains(words));
            assertThat(grid.operations().health())
                    .filteredOn(HealthCheck::isDegraded)
                    .filteredOn(check -> check.name().equals("artifacts"))
                    .singleElement()
                    .satisfies(check -> assertThat(check.detail()).contains(words));

            room.make();
            Job job = hastened(first);

            assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(grid.artifacts(job.id()).list())
                    .extracting(Artifact::sizeBytes)
                    .containsExactly(3_000_000L, 6L);
        }
    }

    @Test
    void whatFindsNoRoomForTooLongStaysWhereItIsUntilItsTimeIsOver() throws Exception {
        BlobStore blobs = FolderBlobStore.open(folder.resolve("blobs"), 4_000_000);
        blobs.put(new BlobKey("old"), new ByteArrayInputStream(new byte[3_000_000]), 1 << 30);
        GridSettings.Running running = GridSettings.DEFAULT.running();
        GridSettings strict = GridSettings.DEFAULT
                .withCollecting(new GridSettings.Collecting(Duration.ofSeconds(1), Duration.ofDays(7)))
                .withRunning(new GridSettings.Running(
                        running.defaultTimeout(), running.stopGrace(), running.retry(), true, running.pollEvery()));
        Job job;
        try (JobGrid grid = grid(blobs, strict)) {
            job = hastened(grid.submit(spec(SCRIPT)));
        }

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.ARTIFACT_STORE_FULL);
        UncollectedArtifacts left =
                job.state().ending().collected().orElseThrow().leftovers().orElseThrow();
        assertThat(left.paths()).containsExactly("model.bin");
        Path kept = Path.of(left.place(), "model.bin");
        // A grid that ends between the job's end and the run's removal leaves that to the next one.
        try (JobGrid next = grid(blobs, strict)) {
            await().until(() -> Files.exists(kept));
            assertThat(next.status(job.id()).status()).isEqualTo(JobStatus.FAILED);
        }
        try (ProcessExecutor executor = executor()) {
            assertThat(executor.workloads()).isEmpty();
            assertThat(kept).hasSize(3_000_000);
            executor.removeExpiredArtifacts(Instant.now());
            assertThat(kept).exists();
            executor.removeExpiredArtifacts(left.until().orElseThrow());
            assertThat(kept).doesNotExist();
        }
    }

    @Test
    void forAFileThatIsLargerThanTheWholeQuotaNobodyWaits() throws Exception {
        BlobStore blobs = FolderBlobStore.open(folder.resolve("blobs"), 1_000_000);
        try (JobGrid grid = grid(blobs, GridSettings.DEFAULT)) {
            JobHandle handle = grid.submit(spec(SCRIPT));

            Job job = handle.await(LONG);

            assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
            UncollectedArtifacts left =
                    job.state().ending().collected().orElseThrow().leftovers().orElseThrow();
            assertThat(left.cause()).isEqualTo(Failure.Cause.ARTIFACT_TOO_LARGE);
            assertThat(left.paths()).containsExactly("model.bin");
            assertThat(grid.artifacts(job.id()).list())
                    .extracting(Artifact::path)
                    .containsExactly("small.txt");
            assertThat(types(grid, handle)).doesNotContain("artifact.waiting");
        }
    }

    @Test
    void roomThatIsLowIsTold() throws Exception {
        BlobStore blobs = FolderBlobStore.open(folder.resolve("blobs"), 1_000_000);
        blobs.put(new BlobKey("large"), new ByteArrayInputStream(new byte[970_000]), 1 << 30);
        try (JobGrid grid = grid(blobs, GridSettings.DEFAULT)) {
            assertThat(grid.operations().disks()).extracting(DiskSpace::name).containsExactly("data", "blobs");
            DiskSpace space = grid.operations().disks().get(1);
            assertThat(space.totalBytes()).isEqualTo(1_000_000);
            assertThat(space.freeBytes()).isBetween(1L, 30_000L);
            assertThat(grid.operations().health())
                    .filteredOn(check -> check.name().equals("disks"))
                    .singleElement()
                    .matches(HealthCheck::isDegraded);
        }
    }

    /** The job when it has ended, while time passes faster, so that the next try to store its files comes soon. */
    private Job hastened(JobHandle job) throws Exception {
        await("the job to end").until(() -> {
            clock.advance(Duration.ofMillis(250));
            return job.status().isTerminal();
        });
        return job.status();
    }

    private JobGrid grid(BlobStore blobs, GridSettings settings) throws Exception {
        H2Storage storage = H2Storage.open(folder.resolve("store"), Durability.PROCESS, blobs);
        return JobGrid.builder()
                .storage(storage)
                .executor(executor())
                .clock(clock)
                .settings(settings)
                .build();
    }

    private ProcessExecutor executor() throws Exception {
        return ProcessExecutor.builder(folder.resolve("runs"))
                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                .build();
    }

    private static JobSpec spec(String script) {
        return JobSpec.builder("full", "acme/train:1", WorkloadType.TRAINING)
                .command("sh", "-c", script)
                .gpu(GpuRequest.builder().count(1).build())
                .files(new JobFiles(List.of(), List.of(), script.equals(SCRIPT) ? List.of("model.bin") : List.of()))
                .build();
    }

    private static List<String> types(JobGrid grid, JobHandle job) {
        return grid.events(job.id()).stream().map(JobEvent::type).toList();
    }
}
