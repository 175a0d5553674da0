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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a grid tells an executor whose launch takes long: whether the run is still its own. */
final class StaleLaunchTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final NodeName NODE = new NodeName("n");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final LeasedStorage storage = new LeasedStorage(new MemoryStorage(clock), clock);
    private final ScriptedExecutor engine = new ScriptedExecutor(
            clock, List.of(node()), run -> RunScript.prints().lasting(Duration.ofHours(1)));
    private final List<RunListener> launching = new ArrayList<>();
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private JobGrid grid;
    private JobHandle job;

    @BeforeEach
    void launch() {
        grid = grid(loops);
        job = grid.submit(JobSpec.builder("one", "acme/train:1", WorkloadType.TRAINING)
                .gpu(GpuRequest.builder().count(1).build())
                .build());
        while (launching.isEmpty()) {
            loops.stepAll();
        }
    }

    @AfterEach
    void close() {
        grid.close();
    }

    @Test
    void aRunMayStartWhileItIsItsGridsOwn() {
        assertThat(launching.get(0).mayStart()).isTrue();
    }

    @Test
    void aRunThatAnotherGridHasTakenOverMayNot() {
        clock.advance(LEASE.multipliedBy(2));
        SteppedLoops others = new SteppedLoops(new Random(1));
        try (JobGrid other = grid(others)) {
            while (other.events(job.id()).stream().map(JobEvent::type).noneMatch("job.reattached"::equals)) {
                others.stepAll();
            }

            assertThat(launching.get(0).mayStart()).isFalse();
        }
    }

    @Test
    void aRunOfACancelledJobMayNot() {
        job.cancel("not wanted any more");

        assertThat(job.status().status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(launching.get(0).mayStart()).isFalse();
    }

    private JobGrid grid(SteppedLoops stepped) {
        return JobGrid.builder()
                .storage(storage)
                .executor(heard(engine.door(Set.of(NODE))))
                .clock(clock)
                .loops(stepped)
                .settings(GridSettings.DEFAULT.withSharing(new GridSettings.Sharing(LEASE, Duration.ofHours(1))))
                .build();
    }

    private GpuExecutor heard(GpuExecutor executor) {
        return (GpuExecutor) Proxy.newProxyInstance(
                GpuExecutor.class.getClassLoader(), new Class<?>[] {GpuExecutor.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("launch")) {
                        launching.add((RunListener) arguments[1]);
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
