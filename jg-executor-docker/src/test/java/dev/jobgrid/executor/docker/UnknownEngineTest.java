package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobHandle;
import dev.jobgrid.id.GridNames;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.testkit.engine.PrivateEngine;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A grid that is started while one of its Engines is down. */
class UnknownEngineTest {
    private static final GridSettings.Limits LIMITS = GridSettings.DEFAULT.limits();

    private final String image = "jobgrid-test-only-there:" + UUID.randomUUID();

    private JobHandle submit(TestGrid test) {
        return test.grid.submit(JobSpec.builder("there", image, WorkloadType.BATCH)
                .gpu(GpuRequest.builder().count(1).build())
                .command("true")
                .build());
    }

    private static boolean accepts(TestGrid test, String name) {
        return test.executor.nodes().stream().anyMatch(node -> node.id().value().equals(name) && node.isAccepting());
    }

    private static void awaitReason(JobHandle job, String... words) {
        await("why " + job.id() + " waits")
                .untilAsserted(
                        () -> assertThat(job.status().attempt().delayReason()).contains(words));
    }

    @Test
    void jobsWhoseImageItAloneMayHaveWaitForIt() throws Exception {
        try (PrivateEngine engine = TestEngines.start()) {
            engine.docker("tag " + TestEngines.TINY + " " + image);
            DockerExecutorBuilder builder = TestEngines.executor(
                            "unknown", TestEngines.plain(), TestEngines.of(engine, "b", 4))
                    .pull(PullPolicy.NEVER)
                    .timing(TestEngines.OUTAGE.withFirstLook(Duration.ofMillis(500)));
            MemoryStorage storage = new MemoryStorage();
            TestGrid before = new TestGrid(builder, LIMITS, storage);
            JobHandle early;
            try {
                await("the Engine").until(() -> accepts(before, "b"));
                engine.terminate();
                await("the Engine to be away").until(() -> !accepts(before, "b"));
                early = submit(before);
                awaitReason(early, "'b'", "accepts no work now");
            } finally {
                before.grid.close();
            }

            try (TestGrid test = new TestGrid(builder, LIMITS, storage)) {
                assertThat(test.executor.nodes()).anyMatch(GpuNode::isUnknown);
                JobHandle late = submit(test);
                JobHandle other = test.submit(1, "true");

                assertThat(TestGrid.end(other).status()).isEqualTo(JobStatus.COMPLETED);
                awaitReason(test.grid.job(early.id()), "'b'", "has not answered yet");
                // That it has the image is known from the grid before.
                awaitReason(late, "'b'", "has not answered yet");
                engine.restart();

                for (JobHandle handle : List.of(test.grid.job(early.id()), late)) {
                    Job job = TestGrid.end(handle);
                    assertThat(job.status()).as(job.state().reason()).isEqualTo(JobStatus.COMPLETED);
                    assertThat(job.attempt().placement().orElseThrow().node().value())
                            .isEqualTo("b");
                }
            }
        }
    }

    @Test
    void anEngineThatAnswersForTheFirstTimeLateSaysSoToWhoeverPlacesJobs() throws Exception {
        try (PrivateEngine engine = TestEngines.start()) {
            engine.terminate();
            try (DockerExecutor executor = TestEngines.executor("late", TestEngines.of(engine, "b", 1))
                    .timing(TestEngines.OUTAGE.withFirstLook(Duration.ofMillis(1)))
                    .build()) {
                List<GpuNode> heard = new CopyOnWriteArrayList<>();
                executor.join(TestGrid.link(() -> heard.addAll(executor.nodes()), () -> GridNames.of("late")));
                assertThat(executor.problem())
                        .hasValueSatisfying(text -> assertThat(text).contains("'b'"));

                engine.restart();

                await("to be told").until(() -> heard.stream().anyMatch(GpuNode::isAccepting));
                assertThat(executor.problem()).isEmpty();
            }
        }
    }
}
