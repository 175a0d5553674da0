package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica without a GPU and a host with one, on a real database: the host restarts, and its queue stays. */
class RestartedHostTest {
    private static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final NodeName GPU_1 = new NodeName("gpu-1");
    private static final Duration UNPLACEABLE = Duration.ofMillis(500);

    private volatile Duration runtime = Duration.ofHours(1);
    private final ScriptedExecutor engine = new ScriptedExecutor(
            InstantSource.system(),
            List.of(new GpuNode(GPU_1, "", List.of(new GpuNode.Device("gpu0", L4, Usd.ZERO, false)), 1L << 40, true)),
            run -> RunScript.prints().lasting(runtime));

    @TempDir
    private Path folder;

    private Storage open() {
        return TestPostgres.builder("restarted", folder.resolve("blobs")).open();
    }

    private JobGrid grid(Storage storage, NodeName... reached) {
        GridSettings.Work work = GridSettings.DEFAULT.work();
        return JobGrid.builder()
                .storage(storage)
                .executor(engine.door(Set.of(reached)))
                .settings(GridSettings.DEFAULT
                        .withWork(new GridSettings.Work(
                                work.cpuSlotsPerNode(), work.queuesUnplaceable(), UNPLACEABLE, work.rules()))
                        .withSharing(new GridSettings.Sharing(Duration.ofSeconds(1), Duration.ofMinutes(5))))
                .build();
    }

    private static JobSpec spec() {
        return JobSpec.builder("waits", "acme/train:1", WorkloadType.TRAINING)
                .gpu(GpuRequest.builder().count(1).build())
                .build();
    }

    private static boolean hasWaitedForLong(JobHandle job) {
        Job now = job.status();
        return now.status() == JobStatus.QUEUED
                && now.state().times().phaseStarted().isBefore(Instant.now().minus(UNPLACEABLE.multipliedBy(2)));
    }

    private static void awaitState(JobGrid grid, KnownNode.State state) {
        await("the node to be " + state)
                .until(() ->
                        grid.fleet().stream().map(FleetNode::state).toList().equals(List.of(state)));
    }

    @Test
    void jobsThatWaitedForABusyGpuWaitWhileItsHostRestarts() throws Exception {
        try (JobGrid replica = grid(TestPostgres.emptyStorage("restarted", folder.resolve("blobs")))) {
            JobGrid host = grid(open(), GPU_1);
            awaitState(replica, KnownNode.State.ACCEPTING);
            await("the replica to know what fits")
                    .until(() -> replica.estimate(Draft.of(spec())).screening().canSubmit());
            JobHandle running = replica.submit(spec());
            await("the GPU to be busy").until(() -> running.status().status() == JobStatus.RUNNING);
            runtime = Duration.ofMillis(10);
            List<JobHandle> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(replica.submit(spec()));
            }
            await("all to wait for long").until(() -> waiting.stream().allMatch(RestartedHostTest::hasWaitedForLong));

            host.close();
            awaitState(replica, KnownNode.State.AWAY);
            JobHandle late = replica.submit(spec());
            await("each to say what it waits for")
                    .until(() -> Stream.concat(waiting.stream(), Stream.of(late))
                            .allMatch(job -> job.status()
                                    .attempt()
                                    .delayReason()
                                    .startsWith("The node 'gpu-1' is away since ")));
            running.cancel("its GPU is needed");

            try (JobGrid back = grid(open(), GPU_1)) {
                awaitState(back, KnownNode.State.ACCEPTING);
                for (JobHandle job :
                        Stream.concat(waiting.stream(), Stream.of(late)).toList()) {
                    assertThat(job.await(Duration.ofMinutes(1)).status()).isEqualTo(JobStatus.COMPLETED);
                    assertThat(replica.events(job.id()))
                            .extracting(JobEvent::type)
                            .doesNotContain("job.rejected", "job.worker_unreachable");
                }
            }
        }
    }
}
