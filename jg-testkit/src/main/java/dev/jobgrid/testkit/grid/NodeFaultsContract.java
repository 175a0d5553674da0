package dev.jobgrid.testkit.grid;

import static dev.jobgrid.testkit.grid.GridUnderTest.SOON;
import static dev.jobgrid.testkit.grid.GridUnderTest.STEP;
import static dev.jobgrid.testkit.grid.GridUnderTest.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Faults of a node or an image: they cost a job no attempt, hold back no other job, and are seen in the health. */
interface NodeFaultsContract {
    /** The grid that the tests use. */
    GridUnderTest underTest();

    private JobGrid grid() {
        return underTest().grid();
    }

    private JobGrid home() {
        return underTest().home();
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

    private Job hastened(JobHandle job) throws Exception {
        return underTest().hastened(job);
    }

    private void hasten(String what, Duration step, Callable<Boolean> condition) {
        underTest().hasten(what, step, condition);
    }

    // Not the loops: by a clock that goes this fast they take minutes for a step.
    private boolean isExecutorHealthy() {
        return home().operations().health().stream()
                .filter(check -> check.name().startsWith("executor "))
                .allMatch(HealthCheck::healthy);
    }

    @Test
    default void nodeFaultsCostNoAttemptAndTheJobStaysQueued() throws Exception {
        restart(running(Duration.ofDays(1), RetryPolicy.infrastructure(2, Duration.ofMillis(50)), false));
        NodeName node = new NodeName("node-1");
        engine().breakNode(node, "iptables failed: no chain by that name", any -> true);
        List<JobHandle> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            jobs.add(submit("patient-" + i, RunScript.prints("at last")));
        }
        await().untilAsserted(() -> {
            underTest().clock().advance(STEP);
            assertThat(jobs)
                    .allSatisfy(job -> assertThat(job.status().attempt().delayReason())
                            .contains("node-1", "iptables failed: no chain by that name"));
        });
        assertThat(home().operations().quarantines()).singleElement().satisfies(aside -> {
            assertThat(aside.node()).isEqualTo("node-1");
            assertThat(aside.reason()).contains("iptables failed");
        });
        assertThat(home().operations().health())
                .anySatisfy(check -> assertThat(check.detail()).contains("node-1", "iptables failed"))
                .anyMatch(check -> !check.healthy());

        engine().mendNode(node);

        for (JobHandle handle : jobs) {
            Job job = hastened(handle);
            assertThat(job.status()).as(job.state().reason()).isEqualTo(JobStatus.COMPLETED);
            assertThat(job.retryCount()).isZero();
            assertThat(job.attempt().delayReason()).isEmpty();
            assertThat(engine().started(new JobRef(WorkspaceId.DEFAULT, job.id())))
                    .hasSize(1);
        }
        assertThat(jobs)
                .anySatisfy(job -> assertThat(grid().events(job.id())).anySatisfy(event -> {
                    assertThat(event.type()).isEqualTo("job.node_fault");
                    assertThat(event.message()).contains("node-1", "iptables failed");
                }));
        assertThat(home().operations().quarantines()).isEmpty();
        assertThat(home().operations().health()).allMatch(HealthCheck::healthy);
    }

    @Test
    default void aFaultyNodeThatNoJobWaitsForIsReadyForTheNextOne() throws Exception {
        restart(running(Duration.ofDays(1), RetryPolicy.infrastructure(2, Duration.ofMillis(50)), false));
        NodeName node = new NodeName("node-1");
        engine().breakNode(node, "no space left on device", any -> true);
        JobHandle impatient = submit("impatient", RunScript.prints());
        hasten("the node to be out", STEP, () -> !isExecutorHealthy());
        impatient.cancel("waited long enough");

        hasten("the node to be left alone", Duration.ofSeconds(30), this::isExecutorHealthy);
        assertThat(home().operations().health())
                .anySatisfy(check -> assertThat(check.detail()).contains("node-1", "no space left on device"));

        engine().mendNode(node);
        assertThat(hastened(submit("next", RunScript.prints())).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(home().operations().health()).noneMatch(HealthCheck::isDegraded);
    }

    @Test
    default void anUnavailableImageDelaysNoOtherJob() throws Exception {
        restart(running(Duration.ofDays(1), RetryPolicy.infrastructure(2, Duration.ofMillis(50)), false));
        underTest().script("away", RunScript.prints().breaking(Failure.Cause.IMAGE_UNAVAILABLE));
        JobHandle without = grid().submit(
                        JobSpec.builder("demo", "registry.example/away:1-cuda12.1", WorkloadType.BATCH)
                                .id(new JobId("away"))
                                .command("run")
                                .build());
        hasten(
                "a second failure",
                STEP,
                () -> home().operations().quarantines().stream().anyMatch(aside -> aside.failures() > 1));

        assertThat(submit("there", RunScript.prints()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);

        assertThat(home().operations().quarantines())
                .singleElement()
                .satisfies(aside -> assertThat(aside.image()).contains("registry.example/away:1-cuda12.1"));
        assertThat(home().operations().health()).allMatch(HealthCheck::healthy);
        Job job = hastened(without);
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.IMAGE_UNAVAILABLE);
        assertThat(job.retryCount()).isEqualTo(2);
    }

    @Test
    default void aJobThatAlwaysFailsWhereOthersStartUsesUpItsRetries() throws Exception {
        restart(running(Duration.ofDays(1), RetryPolicy.infrastructure(2, Duration.ofMillis(50)), false));
        NodeName node = new NodeName("node-1");
        engine().breakNode(node, "no such device", job -> job.id().value().equals("odd"));
        JobHandle odd = submit("odd", RunScript.prints());
        await().until(() -> !odd.status().attempt().delayReason().isEmpty());

        for (int i = 0; !odd.status().isTerminal(); i++) {
            underTest().clock().advance(STEP);
            assertThat(submit("even-" + i, RunScript.prints()).await(SOON).status())
                    .isEqualTo(JobStatus.COMPLETED);
        }

        Job job = odd.await(SOON);
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.state().reason()).contains("no such device");
        assertThat(job.retryCount()).isEqualTo(2);
    }
}
