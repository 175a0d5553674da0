package dev.jobgrid.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A grid that takes over the run of another, which died between giving it a place and launching it, or stood still in the launch. */
final class TakenOverTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final NodeName NODE = new NodeName("n");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    // Its signals do not arrive: they may be lost, or come late.
    private final LeasedStorage storage = new LeasedStorage(new MemoryStorage(clock), clock);
    private final ScriptedExecutor engine = new ScriptedExecutor(
            clock, List.of(node()), run -> RunScript.prints().lasting(Duration.ofHours(1)));
    private final List<RunListener> launches = new ArrayList<>();

    @Test
    void aRunThatIsCancelledAfterItWasTakenOverIsNotLaunched() {
        SteppedLoops loops = new SteppedLoops(new Random(1));
        try (JobGrid peer = grid(new SteppedLoops(new Random(1)))) {
            JobHandle job = placedByOneThatDied(peer);
            String run = "run " + job.status().run();
            try (JobGrid second = grid(loops)) {
                while (!loops.names().contains(run)) {
                    loops.stepAll();
                }
                assertThat(second.events(job.id())).extracting(JobEvent::type).contains("job.reattached");
                loops.step(run); // finds that its engine does not have it
                job.cancel("not wanted any more");

                loops.step(run);

                assertThat(engine.launches(job.status().ref())).isZero();
                assertThat(job.status().status()).isEqualTo(JobStatus.CANCELLED);
            }
        }
    }

    @Test
    void aRunMayStartUntilAnotherGridHasTakenItOver() {
        SteppedLoops loops = new SteppedLoops(new Random(1));
        try (JobGrid grid = grid(loops)) {
            JobHandle job = launched(grid, loops);
            assertThat(launches.get(0).mayStart()).isTrue();

            clock.advance(LEASE.multipliedBy(2));
            SteppedLoops others = new SteppedLoops(new Random(1));
            try (JobGrid other = grid(others)) {
                while (other.events(job.id()).stream().map(JobEvent::type).noneMatch("job.reattached"::equals)) {
                    others.stepAll();
                }

                assertThat(launches.get(0).mayStart()).isFalse();
            }
        }
    }

    @Test
    void aRunMayStartUntilItsJobIsCancelled() {
        SteppedLoops loops = new SteppedLoops(new Random(1));
        try (JobGrid grid = grid(loops)) {
            JobHandle job = launched(grid, loops);
            job.cancel("not wanted any more");

            assertThat(job.status().status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(launches.get(0).mayStart()).isFalse();
        }
    }

    private JobHandle launched(JobGrid grid, SteppedLoops loops) {
        JobHandle job = submit(grid);
        while (launches.isEmpty()) {
            loops.stepAll();
        }
        return job;
    }

    private static JobHandle submit(JobGrid grid) {
        return grid.submit(JobSpec.builder("one", "acme/train:1", WorkloadType.TRAINING)
                .gpu(GpuRequest.builder().count(1).build())
                .build());
    }

    private JobHandle placedByOneThatDied(JobGrid peer) {
        SteppedLoops loops = new SteppedLoops(new Random(1));
        grid(loops);
        JobHandle job = submit(peer);
        while (job.status().status() == JobStatus.QUEUED) {
            loops.step("membership");
            loops.step("dispatcher");
        }
        loops.close(); // as after kill -9: nothing is written any more
        clock.advance(LEASE.multipliedBy(2));
        return job;
    }

    private JobGrid grid(SteppedLoops loops) {
        return JobGrid.builder()
                .storage(storage)
                .executor(heard(engine.door(Set.of(NODE))))
                .clock(clock)
                .loops(loops)
                .settings(GridSettings.DEFAULT.withSharing(new GridSettings.Sharing(LEASE, Duration.ofHours(1))))
                .build();
    }

    private GpuExecutor heard(GpuExecutor executor) {
        return (GpuExecutor) Proxy.newProxyInstance(
                GpuExecutor.class.getClassLoader(), new Class<?>[] {GpuExecutor.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("launch")) {
                        launches.add((RunListener) arguments[1]);
                    }
                    try {
                        return method.invoke(executor, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static GpuNode node() {
        return new GpuNode(
                NODE, "here", List.of(new GpuNode.Device("gpu0", GPU, new Usd(1_000_000), false)), 1L << 40, true);
    }
}
