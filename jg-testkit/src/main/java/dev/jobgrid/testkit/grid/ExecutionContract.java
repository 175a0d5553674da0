package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.FOREVER;
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
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How a job runs: from submit to its artifact, beyond the free GPUs, over a restart of the grid, up to its limits, and how
 * often it is tried.
 */
interface ExecutionContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private ScriptedExecutor engine() {
        return underTest().engine();
    }

    private JobHandle submit(String id, RunScript script) {
        return underTest().submit(id, script);
    }

    private void restart(GridSettings settings) throws Exception {
        underTest().restart(settings);
    }

    @Test
    default void aJobRunsFromSubmitToItsArtifact() throws Exception {
        underTest()
                .script(
                        "whole",
                        RunScript.prints("one", "two", "three")
                                .leaving(Map.of("out/result.txt", "42".getBytes(StandardCharsets.UTF_8))));
        JobHandle handle = grid().submit(spec("whole")
                .files(new JobFiles(List.of(), List.of(), List.of("out/result.txt")))
                .build());

        Job job = handle.await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.attempt().placement().orElseThrow().gpuIds()).hasSize(1);
        assertThat(job.state().ending().collected().orElseThrow().missing()).isEmpty();
        assertThat(grid().logs(job.id(), LogQuery.after(0, 10)).lines())
                .extracting(LogLine::entryId)
                .containsExactly(1L, 2L, 3L);
        assertThat(grid().logs(job.id(), LogQuery.after(0, 10)).lines())
                .extracting(LogLine::message)
                .containsExactlyInAnyOrder("one", "two", "three");
        Artifact artifact = handle.artifacts().get(0);
        assertThat(artifact.path()).isEqualTo("out/result.txt");
        try (ArtifactDownload download = grid().artifacts(job.id()).open(artifact.id(), 1)) {
            assertThat(download.body().readAllBytes()).asString().isEqualTo("2");
        }
        await().untilAsserted(() -> assertThat(engine().workloads()).isEmpty());
        assertThat(engine().breaches()).isEmpty();
    }

    @Test
    default void jobsBeyondTheGpusWaitAndThenRun() throws Exception {
        List<JobHandle> handles = IntStream.range(0, 6)
                .mapToObj(i -> submit("many" + i, RunScript.prints("x").lasting(Duration.ofMillis(50))))
                .toList();
        for (JobHandle handle : handles) {
            assertThat(handle.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        }
        assertThat(engine().breaches()).isEmpty();
    }

    @Test
    default void aRunContinuesAfterARestartOfTheGrid() throws Exception {
        JobHandle before =
                submit("survivor", RunScript.prints("a", "b", "c", "d").lasting(LONG));
        await().until(() -> before.status().status() == JobStatus.RUNNING);

        restart(GridSettings.DEFAULT);
        underTest().clock().advance(LONG);
        Job job = grid().job(before.id()).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.retryCount()).isZero();
        assertThat(grid().logs(job.id(), LogQuery.after(0, 10)).lines())
                .extracting(LogLine::message)
                .containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(engine().breaches()).isEmpty();
    }

    @Test
    default void aFailedProgramIsNotRetried() throws Exception {
        Job job = submit("fails", RunScript.prints("oh").exiting(3)).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.NON_ZERO_EXIT);
        assertThat(job.attempt().outcome().orElseThrow().exitCode()).hasValue(3);
        assertThat(job.retryCount()).isZero();
    }

    @Test
    default void infrastructureFailuresAreRetriedAsOftenAsThePolicySays() throws Exception {
        restart(running(LONG, RetryPolicy.infrastructure(2, Duration.ofMillis(10)), false));

        Job job = submit("unlucky", RunScript.prints().breaking(Failure.Cause.GPU_UNAVAILABLE))
                .await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.retryCount()).isEqualTo(2);
        assertThat(job.state().ending().failure().orElseThrow().retryable()).isTrue();
    }

    @Test
    default void aProgramThatRunsTooLongIsStopped() throws Exception {
        restart(running(Duration.ofMillis(300), RetryPolicy.never(), false));

        Job job = submit("slow", FOREVER).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.attempt().outcome().orElseThrow().timedOut()).isTrue();
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.TIMED_OUT);
    }

    @Test
    default void aRunThatExceedsItsDiskLimitIsStoppedAndFails() throws Exception {
        restart(running(LONG, RetryPolicy.infrastructure(2, Duration.ofMillis(10)), false)
                .withLimits(GridSettings.DEFAULT.limits().withMaxDiskBytes(1_000_000)));

        Job modest = submit(
                        "modest",
                        RunScript.prints().lasting(Duration.ofMillis(100)).taking(1_000_000))
                .await(SOON);
        Job greedy = submit("greedy", FOREVER.taking(1_000_001)).await(SOON);

        assertThat(modest.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(greedy.status()).isEqualTo(JobStatus.FAILED);
        Failure failure = greedy.state().ending().failure().orElseThrow();
        assertThat(failure.cause()).isEqualTo(Failure.Cause.OUT_OF_DISK);
        assertThat(failure.retryable()).isFalse();
        assertThat(underTest().messagesOf(greedy, "job.out_of_disk"))
                .singleElement()
                .asString()
                .contains("1000001 bytes", "1000000 are allowed");
    }
}
