package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.LONG;
import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static dev.jobgrid.testkit.grid.GridUnderTest.running;
import static dev.jobgrid.testkit.grid.GridUnderTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.storage.BoundedBlobStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Artifacts of a job: which are stored, and how those are reported that are missing, too large or too many, or that the
 * store has no room for.
 */
interface ArtifactsContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private ScriptedExecutor engine() {
        return underTest().engine();
    }

    private BoundedBlobStore blobs() {
        return underTest().blobs();
    }

    private void restart(GridSettings settings) throws Exception {
        underTest().restart(settings);
    }

    private Job hastened(JobHandle job) throws Exception {
        return underTest().hastened(job);
    }

    private List<String> messagesOf(Job job, String type) {
        return underTest().messagesOf(job, type);
    }

    @Test
    default void aMissingArtifactIsReportedAndFailsTheJobOnlyIfConfigured() throws Exception {
        JobSpec spec = spec("lenient")
                .files(new JobFiles(List.of(), List.of(), List.of("never.txt")))
                .build();
        Job lenient = grid().submit(spec).await(SOON);
        restart(running(LONG, RetryPolicy.never(), true));
        Job strict =
                grid().submit(spec.toBuilder().id(new JobId("strict")).build()).await(SOON);

        assertThat(lenient.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(lenient.state().ending().collected().orElseThrow().missing())
                .containsExactly("/workspace/artifacts/never.txt");
        assertThat(grid().events(lenient.id()))
                .extracting(JobEvent::type)
                .endsWith("job.completed", "artifact.missing");
        assertThat(strict.status()).isEqualTo(JobStatus.FAILED);
    }

    private Job leaving(String id, GridSettings settings, Map<String, byte[]> files, String... expected)
            throws Exception {
        restart(settings);
        underTest().script(id, RunScript.prints().leaving(files));
        return hastened(grid().submit(spec(id).files(new JobFiles(List.of(), List.of(), List.of(expected)))
                .build()));
    }

    private static GridSettings.Limits limits(int files, long bytes) {
        return new GridSettings.Limits(1 << 20, Duration.ofMinutes(15), files, bytes);
    }

    private static UncollectedArtifacts leftovers(Job job) {
        return job.state().ending().collected().flatMap(Collected::leftovers).orElseThrow();
    }

    @Test
    default void ofTooManyFilesTheExpectedOnesAreStoredAndTheOthersAreNamed() throws Exception {
        Job job = leaving(
                "litter",
                GridSettings.DEFAULT.withLimits(limits(2, 1 << 20)),
                Map.of("a", new byte[1], "b", new byte[1], "c", new byte[1], "d", new byte[1]),
                "d",
                "c");

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(grid().artifacts(job.id()).list()).extracting(Artifact::path).containsExactly("c", "d");
        assertThat(job.state().ending().collected().orElseThrow().missing()).isEmpty();
        assertThat(leftovers(job).cause()).isEqualTo(Failure.Cause.ARTIFACT_TOO_LARGE);
        assertThat(leftovers(job).paths()).containsExactly("a", "b");
        assertThat(leftovers(job).node()).isEqualTo("node-1");
        assertThat(messagesOf(job, "artifact.failed"))
                .singleElement()
                .asString()
                .contains("a, b", "node-1", leftovers(job).place());
        await().untilAsserted(() -> assertThat(engine().kept()).containsExactly(job.run()));
        assertThat(engine().workloads()).isEmpty();
    }

    @Test
    default void artifactsThatFitAreStoredBesideOneThatIsTooLarge() throws Exception {
        Job job = leaving(
                "checkpoint",
                GridSettings.DEFAULT.withLimits(limits(10, 100)),
                Map.of("a.log", new byte[50], "model.bin", new byte[101], "z.log", new byte[50]),
                "model.bin");

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(grid().artifacts(job.id()).list()).extracting(Artifact::path).containsExactly("a.log", "z.log");
        assertThat(job.state().ending().collected().orElseThrow().missing())
                .containsExactly("/workspace/artifacts/model.bin");
        assertThat(leftovers(job).paths()).containsExactly("model.bin");
        assertThat(leftovers(job).expected()).isEqualTo(1);
    }

    @Test
    default void roomIsReservedForExpectedArtifacts() throws Exception {
        Job job = leaving(
                "crowded",
                GridSettings.DEFAULT.withLimits(limits(10, 100)),
                Map.of("a.log", new byte[50], "model.bin", new byte[80]),
                "model.bin");

        assertThat(grid().artifacts(job.id()).list()).extracting(Artifact::path).containsExactly("model.bin");
        assertThat(leftovers(job).paths()).containsExactly("a.log");
    }

    @Test
    default void anArtifactThatIsTooLargeFailsTheJobOnlyIfConfigured() throws Exception {
        GridSettings strict = running(LONG, RetryPolicy.never(), true).withLimits(limits(10, 100));
        Job failed = leaving("strict", strict, Map.of("a.log", new byte[50], "model.bin", new byte[101]), "model.bin");
        Job completed =
                leaving("unexpected", strict, Map.of("core", new byte[101], "model.bin", new byte[50]), "model.bin");

        assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
        assertThat(failed.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.ARTIFACT_TOO_LARGE);
        assertThat(failed.state().reason()).contains("model.bin", "node-1");
        assertThat(grid().artifacts(failed.id()).list())
                .extracting(Artifact::path)
                .containsExactly("a.log");
        assertThat(completed.status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    default void nothingIsRetainedOnTheNodeIfTheRetentionTimeIsZero() throws Exception {
        Job job = leaving(
                "nothing-stays",
                GridSettings.DEFAULT
                        .withLimits(limits(10, 1))
                        .withCollecting(new GridSettings.Collecting(Duration.ofHours(6), Duration.ZERO)),
                Map.of("model.bin", new byte[101]));

        assertThat(leftovers(job).until()).isEmpty();
        assertThat(messagesOf(job, "artifact.failed"))
                .singleElement()
                .asString()
                .contains("removed");
        await().untilAsserted(() -> assertThat(engine().workloads()).isEmpty());
        assertThat(engine().kept()).isEmpty();
    }

    @Test
    default void devicesAreFreeWhileArtifactsWaitForRoom() throws Exception {
        blobs().refuseBeyond(5);
        byte[] model = "weights".getBytes(StandardCharsets.UTF_8);
        underTest().script("first", RunScript.prints().leaving(Map.of("model.bin", model, "small", new byte[5])));
        JobHandle first = grid().submit(
                        spec("first").gpu(GpuRequest.builder().count(2).build()).build());
        JobHandle second = grid().submit(spec("second")
                .gpu(GpuRequest.builder().count(2).build())
                .build());

        assertThat(second.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        await().until(() -> !messagesOf(first.status(), "artifact.waiting").isEmpty());
        Job waiting = first.status();
        assertThat(waiting.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(waiting.phase()).isEqualTo(ExecutionPhase.CLEANUP);
        assertThat(waiting.state().message()).contains("there is no room");
        assertThat(first.artifacts()).extracting(Artifact::path).containsExactly("small");
        assertThat(underTest().home().operations().health())
                .filteredOn(HealthCheck::isDegraded)
                .singleElement()
                .extracting(HealthCheck::detail)
                .asString()
                .contains("there is no room");
        blobs().takeAll();
        Job job = first.await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(first.artifacts()).extracting(Artifact::path).containsExactly("model.bin", "small");
        assertThat(job.state().ending().collected().orElseThrow().leftovers()).isEmpty();
        assertThat(underTest().home().operations().health()).noneMatch(HealthCheck::isDegraded);
        assertThat(engine().breaches()).isEmpty();
    }

    @Test
    default void artifactsStillWaitForRoomAfterARestartOfTheGrid() throws Exception {
        blobs().refuseBeyond(0);
        JobHandle before = underTest().submit("patient", RunScript.prints("x").leaving(Map.of("a", new byte[1])));
        await().until(() -> !messagesOf(before.status(), "artifact.waiting").isEmpty());

        restart(GridSettings.DEFAULT);
        JobHandle other = grid().submit(
                        spec("other").gpu(GpuRequest.builder().count(2).build()).build());
        assertThat(other.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        blobs().takeAll();
        Job job = grid().job(before.id()).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.retryCount()).isZero();
        assertThat(grid().artifacts(job.id()).list()).hasSize(1);
        assertThat(messagesOf(job, "job.timed_out")).isEmpty();
    }

    @Test
    default void artifactsThatFindNoRoomInTimeAreRetainedOnTheNodeAndNamed() throws Exception {
        blobs().refuseBeyond(5);
        Map<String, byte[]> files = Map.of("model.bin", new byte[6], "small", new byte[5]);
        GridSettings brief = GridSettings.DEFAULT.withCollecting(
                new GridSettings.Collecting(Duration.ofSeconds(1), Duration.ofDays(7)));
        Job lenient = leaving("lenient", brief, files, "model.bin");
        Job strict =
                leaving("strict", running(LONG, RetryPolicy.never(), true).withCollecting(brief.collecting()), files);

        assertThat(lenient.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(lenient.state().ending().collected().orElseThrow().missing())
                .containsExactly("/workspace/artifacts/model.bin");
        assertThat(leftovers(lenient).cause()).isEqualTo(Failure.Cause.ARTIFACT_STORE_FULL);
        assertThat(leftovers(lenient).paths()).containsExactly("model.bin");
        assertThat(grid().artifacts(lenient.id()).list())
                .extracting(Artifact::path)
                .containsExactly("small");
        assertThat(strict.status()).isEqualTo(JobStatus.FAILED);
        assertThat(strict.state().ending().failure().orElseThrow().cause())
                .isEqualTo(Failure.Cause.ARTIFACT_STORE_FULL);
        await().untilAsserted(() -> assertThat(engine().kept()).containsExactlyInAnyOrder(lenient.run(), strict.run()));
        assertThat(engine().workloads()).isEmpty();
    }

    @Test
    default void artifactsOfACancelledJobThatWaitForRoomHoldNoDevice() throws Exception {
        blobs().refuseBeyond(0);
        underTest().script("stopped", RunScript.prints("x").lasting(LONG).leaving(Map.of("partial", new byte[1])));
        JobHandle stopped = grid().submit(spec("stopped")
                .gpu(GpuRequest.builder().count(2).build())
                .build());
        await().until(() -> stopped.status().status() == JobStatus.RUNNING);
        stopped.cancel("enough");
        JobHandle next = grid().submit(
                        spec("next").gpu(GpuRequest.builder().count(2).build()).build());

        assertThat(next.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        blobs().takeAll();
        await().untilAsserted(() -> assertThat(stopped.artifacts()).hasSize(1));
        assertThat(engine().breaches()).isEmpty();
    }
}
