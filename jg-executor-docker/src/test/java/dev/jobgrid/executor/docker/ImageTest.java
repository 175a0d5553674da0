package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.exit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.executor.docker.internal.http.EngineRequest;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImageTest {
    private static final long SLOW = 1500;

    private static DockerExecutorBuilder builder() {
        return TestEngines.executor("images", TestEngines.plain());
    }

    private static Run launch(TestRuns runs, String image) {
        return runs.launch(runs.request(image, List.of(), Command.of("/no-program")));
    }

    @Test
    void anImageThatTheEngineLacksIsFetchedOnceForAllWhoWantIt() throws Exception {
        try (TestRegistry registry = new TestRegistry("amd64", "", SLOW);
                TestRuns runs = new TestRuns(builder())) {
            Run first = launch(runs, registry.image());
            Run second = launch(runs, registry.image());

            // The image has no program: that it is looked for shows that the image is there.
            assertThat(exit(first).cause()).contains(Cause.COMMAND_NOT_FOUND);
            assertThat(exit(second).cause()).contains(Cause.COMMAND_NOT_FOUND);
            assertThat(runs.phases).startsWith(ExecutionPhase.IMAGE_DOWNLOAD);
            assertThat(registry.layerRequests).hasValue(1);
        }
    }

    @Test
    void anImageThatNobodyHasIsNotFound() throws Exception {
        try (TestRegistry registry = new TestRegistry("amd64", "", 0);
                TestRuns runs = new TestRuns(builder())) {
            RunExit exit = exit(launch(runs, registry.missing()));
            assertThat(exit.cause()).contains(Cause.IMAGE_NOT_FOUND);
            assertThat(exit.summary()).contains(registry.missing());
        }
    }

    @Test
    void anImageThatMayNotBeFetchedIsNotFetched() throws Exception {
        try (TestRegistry registry = new TestRegistry("amd64", "someone:pass", 0);
                TestRuns runs = new TestRuns(builder())) {
            RunExit exit = exit(launch(runs, registry.image()));
            assertThat(exit.cause()).contains(Cause.IMAGE_UNAUTHORIZED);
        }
    }

    @Test
    void anImageOfARegistryOutOfReachIsUnavailable() throws Exception {
        String image;
        try (TestRegistry registry = new TestRegistry("amd64", "", 0)) {
            image = registry.image();
        }
        try (TestRuns runs = new TestRuns(builder())) {
            RunExit exit = exit(launch(runs, image));
            assertThat(exit.cause()).contains(Cause.IMAGE_UNAVAILABLE);
            assertThat(exit.nodeFault()).isFalse();
            assertThat(exit.summary()).contains(image, "connection refused");
        }
    }

    @Test
    void anImageThatCannotBeFetchedKeepsNoOtherJobFromTheNode() throws Exception {
        String image;
        try (TestRegistry registry = new TestRegistry("amd64", "", 0)) {
            image = registry.image();
        }
        try (TestGrid test = new TestGrid(builder())) {
            JobHandle without = test.grid.submit(JobSpec.builder("lost", image, WorkloadType.BATCH)
                    .gpu(GpuRequest.builder().count(1).build())
                    .command("true")
                    .build());
            test.hasten(
                    "two failures",
                    () -> test.grid.operations().quarantines().stream().anyMatch(aside -> aside.failures() > 1));
            assertThat(test.grid.operations().quarantines()).singleElement().satisfies(aside -> {
                assertThat(aside.node()).isEqualTo("plain");
                assertThat(aside.image()).contains(image);
                assertThat(aside.reason()).contains("connection refused");
            });

            Job other = TestGrid.end(test.submit(1, "true"));

            assertThat(other.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(test.grid.operations().quarantines())
                    .as("still without the image")
                    .hasSize(1);
            assertThat(test.grid.operations().health()).allMatch(HealthCheck::healthy);
            test.hasten("the end", () -> without.status().isTerminal());
            Failure failure = TestGrid.end(without).state().ending().failure().orElseThrow();
            assertThat(failure.cause()).isEqualTo(Cause.IMAGE_UNAVAILABLE);
            assertThat(failure.retryable()).isTrue();
        }
    }

    @Test
    void aJobGoesToTheNodeThatHasItsImageWhereNoneIsFetched() throws Exception {
        DockerEngine lacking = DockerEngine.at("a-lacking", TestEngines.hook().uri())
                .gpus(TestEngines.plain().gpus());
        DockerEngine having = DockerEngine.at("b-having", TestEngines.plain().uri())
                .gpus(TestEngines.plain().gpus());
        String image = "jobgrid-test-one-node:" + UUID.randomUUID();
        tag(image);
        try (TestGrid test =
                new TestGrid(TestEngines.executor("where", lacking, having).pull(PullPolicy.NEVER))) {
            List<JobHandle> jobs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                jobs.add(test.grid.submit(JobSpec.builder("there", image, WorkloadType.BATCH)
                        .gpu(GpuRequest.builder().count(1).build())
                        .command("true")
                        .build()));
            }
            for (JobHandle handle : jobs) {
                Job job = TestGrid.end(handle);
                assertThat(job.status()).as(job.state().reason()).isEqualTo(JobStatus.COMPLETED);
                assertThat(job.attempt().placement().orElseThrow().node().value())
                        .isEqualTo("b-having");
            }
            assertThat(TestGrid.end(test.submit(4, "true"))
                            .attempt()
                            .placement()
                            .orElseThrow()
                            .node()
                            .value())
                    .as("an image that both have")
                    .isEqualTo("a-lacking");
        } finally {
            TestEngines.http(TestEngines.plain())
                    .call(EngineRequest.of("DELETE", "/v1.44/images/" + image), Duration.ofSeconds(10), answer -> true);
        }
    }

    @Test
    void anImageThatNoNodeHasIsWaitedForWhereNoneIsFetched() throws Exception {
        String image = "jobgrid-test-nowhere:" + UUID.randomUUID();
        JobSpec spec = JobSpec.builder("nowhere", image, WorkloadType.BATCH)
                .gpu(GpuRequest.builder().count(1).build())
                .command("true")
                .build();
        try (TestGrid test = new TestGrid(builder().pull(PullPolicy.NEVER))) {
            Estimate estimate = test.grid.estimate(spec);
            JobHandle job = test.grid.submit(spec);

            assertThat(estimate.screening().canSubmit()).isTrue();
            assertThat(estimate.isAvailable()).isFalse();
            assertThat(estimate.warnings()).singleElement().asString().contains(image);
            await("why it waits")
                    .until(() ->
                            estimate.warnings().contains(job.status().attempt().delayReason()));
            assertThat(TestGrid.end(test.submit(1, "true")).status()).isEqualTo(JobStatus.COMPLETED);
            job.cancel("no more");
        }
    }

    private static void tag(String image) throws Exception {
        String query = "?repo=" + image.replace(":", "&tag=");
        TestEngines.http(TestEngines.plain())
                .call(
                        EngineRequest.of("POST", "/v1.44/images/" + TestEngines.TINY + "/tag" + query),
                        Duration.ofSeconds(10),
                        answer -> true);
    }

    @Test
    void credentialsOpenARegistryAndAreNotTold() throws Exception {
        RegistryLogin login = new RegistryLogin("someone", new Secret("s3cret-4711"));
        try (TestRegistry registry = new TestRegistry("amd64", "someone:s3cret-4711", 0);
                TestRuns runs = new TestRuns(builder().logins(host -> Optional.of(login)))) {
            assertThat(exit(launch(runs, registry.image())).cause()).contains(Cause.COMMAND_NOT_FOUND);
            assertThat(runs.told).isNotEmpty().noneMatch(text -> text.contains("4711"));
        }
    }

    @Test
    void anImageForAnotherProcessorIsToldAsThat() throws Exception {
        try (TestRegistry registry = new TestRegistry("s390x", "", 0);
                TestRuns runs = new TestRuns(builder())) {
            assertThat(exit(launch(runs, registry.image())).cause()).contains(Cause.IMAGE_WRONG_ARCHITECTURE);
        }
    }

    @Test
    void nothingIsFetchedIfThePolicySaysSo() throws Exception {
        try (TestRegistry registry = new TestRegistry("amd64", "", 0);
                TestRuns runs = new TestRuns(builder().pull(PullPolicy.NEVER))) {
            assertThat(exit(launch(runs, registry.image())).cause()).contains(Cause.IMAGE_NOT_FOUND);
            assertThat(registry.layerRequests).hasValue(0);
        }
    }

    @Test
    void aRunIsStoppedWhileItsImageIsFetched() throws Exception {
        try (TestRegistry registry =
                        new TestRegistry("amd64", "", Duration.ofMinutes(10).toMillis());
                TestRuns runs = new TestRuns(builder())) {
            Run run = launch(runs, registry.image());
            await("the fetch").until(() -> registry.layerRequests.get() > 0);

            run.stop(Duration.ofSeconds(1));

            assertThat(exit(run).exitCode()).isEmpty();
            assertThat(runs.phases).doesNotContain(ExecutionPhase.CONTAINER_STARTING);
        }
    }

    @Test
    void onlyImagesOfTheListRun() throws Exception {
        ContainerPolicy policy =
                ContainerPolicy.standard().network("none").allowedImages(List.of("jobgrid-*:1", "x.y/*"));
        try (TestRuns runs = new TestRuns(builder().policy(policy))) {
            assertThat(exit(launch(runs, "evil/jobgrid-test-tiny:1")).cause()).contains(Cause.IMAGE_UNAUTHORIZED);
            assertThat(exit(runs.shell("exit 3")).exitCode()).hasValue(3);
        }
    }
}
