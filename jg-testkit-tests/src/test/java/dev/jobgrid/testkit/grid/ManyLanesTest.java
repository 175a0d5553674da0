package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A queue of more lanes than one look reads. */
class ManyLanesTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private final List<WorkspaceId> begun = new ArrayList<>();

    private JobGrid grid(int gpus) {
        List<GpuNode.Device> devices = IntStream.range(0, gpus)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, GPU, new Usd(800_000), false))
                .toList();
        return JobGrid.builder()
                .storage(new MemoryStorage(clock))
                .executor(new ScriptedExecutor(
                        clock, List.of(new GpuNode(new NodeName("n"), "", devices, 1L << 50, true)), run -> {
                            begun.add(run.key().job().workspace());
                            return RunScript.prints().lasting(Duration.ofSeconds(2));
                        }))
                .clock(clock)
                .loops(loops)
                .build();
    }

    private void until(int placed) {
        for (int step = 0; begun.size() < placed; step++) {
            assertThat(step)
                    .as("steps until %s runs have begun: %s", placed, begun.size())
                    .isLessThan(100_000);
            clock.advance(Duration.ofMillis(500));
            loops.stepAll();
        }
    }

    private static JobSpec.Builder spec() {
        return JobSpec.builder("job", "acme/train:cuda12", WorkloadType.BATCH);
    }

    @Test
    void eachWorkspaceHasItsTurn() {
        try (JobGrid grid = grid(1)) {
            List<WorkspaceId> workspaces = IntStream.range(0, 300)
                    .mapToObj(i -> new WorkspaceId("team-" + i))
                    .toList();
            for (int job = 0; job < 3; job++) {
                workspaces.forEach(workspace -> grid.as(Caller.owner(workspace)).submit(spec().build()));
            }
            // Two pages take turns: the larger one has placed one job of each by then.
            until(2 * 256 + 1);

            assertThat(new HashSet<>(begun)).containsExactlyInAnyOrderElementsOf(workspaces);
        }
    }

    @Test
    void aWorkspaceWithManyShapesDelaysNoOther() {
        try (JobGrid grid = grid(4)) {
            JobGrid many = grid.as(Caller.owner(new WorkspaceId("many-shapes")));
            for (int shape = 1; shape <= 1_000; shape++) {
                many.submit(spec().gpu(GpuRequest.builder().diskBytes(shape).build())
                        .build());
            }
            Set<WorkspaceId> others = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                WorkspaceId other = new WorkspaceId("team-" + i);
                others.add(other);
                grid.as(Caller.owner(other)).submit(spec().build());
            }
            until(120);

            assertThat(begun).containsAll(others);
        }
    }

    @Test
    void aLargeJobGetsItsPlaceBesideManyThatAreServed() {
        try (BusyGrid busy = new BusyGrid(4)) {
            for (int i = 0; i < 300; i++) {
                busy.alwaysHasWork("team-" + i, 1);
            }
            busy.runUntil(400);
            GpuRequest four = GpuRequest.builder().count(4).build();
            JobRef newcomer = busy.asksFor("newcomer", four);
            JobRef served = busy.asksFor("team-0", four);
            busy.runUntil(1_700);

            // It is first, and waits for the four that run and for what their ends show at different steps.
            assertThat(busy.place(newcomer))
                    .hasValueSatisfying(place -> assertThat(place).isLessThanOrEqualTo(400 + 16));
            // It comes behind the two that its workspace handed in before, in the turn after theirs.
            assertThat(busy.place(served))
                    .hasValueSatisfying(place -> assertThat(place).isLessThanOrEqualTo(400 + 4 * 300));
        }
    }
}
