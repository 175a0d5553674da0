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
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A grid that takes over the run of another, which died between giving it a place and launching it. */
final class TakenOverTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final NodeName NODE = new NodeName("n");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    // Its signals do not arrive: they may be lost, or come late.
    private final LeasedStorage storage = new LeasedStorage(new MemoryStorage(clock), clock);
    private final ScriptedExecutor engine = new ScriptedExecutor(
            clock, List.of(node()), run -> RunScript.prints().lasting(Duration.ofHours(1)));

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

    private JobHandle placedByOneThatDied(JobGrid peer) {
        SteppedLoops loops = new SteppedLoops(new Random(1));
        grid(loops);
        JobHandle job = peer.submit(JobSpec.builder("one", "acme/train:1", WorkloadType.TRAINING)
                .gpu(GpuRequest.builder().count(1).build())
                .build());
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
                .executor(engine.door(Set.of(NODE)))
                .clock(clock)
                .loops(loops)
                .settings(GridSettings.DEFAULT.withSharing(new GridSettings.Sharing(LEASE, Duration.ofHours(1))))
                .build();
    }

    private static GpuNode node() {
        return new GpuNode(
                NODE, "here", List.of(new GpuNode.Device("gpu0", GPU, new Usd(1_000_000), false)), 1L << 40, true);
    }
}
