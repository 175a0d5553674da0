package dev.jobgrid.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An estimate, its reasons and the placement go by the same devices: those that waiting jobs leave. */
class ImmediateEstimateTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private final ScriptedExecutor engine = new ScriptedExecutor(
            clock,
            List.of(node("a", "NVIDIA L4", 8), node("b", "NVIDIA H100", 2)),
            run -> RunScript.prints()
                    .lasting(Duration.ofSeconds(1 + Math.floorMod(run.image().hashCode(), 90))));
    private final JobGrid grid = JobGrid.builder()
            .storage(new MemoryStorage(InstantSource.fixed(Instant.EPOCH)))
            .executor(engine)
            .loops(loops)
            .clock(clock)
            .build();

    @AfterEach
    void close() {
        grid.close();
    }

    @Property(tries = 60, seed = "1")
    void whatAnEstimateCallsImmediateStartsWithinALook(@ForAll long seed) {
        ImmediateEstimateTest world = new ImmediateEstimateTest();
        try {
            world.live(new Random(seed));
        } finally {
            world.close();
        }
    }

    private void live(Random random) {
        turn();
        int immediate = 0;
        for (int i = 0; i < 80; i++) {
            JobGrid caller = grid.as(Caller.owner(new WorkspaceId("w" + random.nextInt(3))));
            JobSpec spec = spec("job-" + i, pick(random, "L4", "L4", "H100", ""), 1 + random.nextInt(4));
            Estimate estimate = caller.estimate(spec);
            if (estimate.screening().canSubmit()) {
                JobHandle job = caller.submit(spec);
                // All that was freed before counts, too.
                look();
                if (estimate.availability() == Availability.AVAILABLE) {
                    immediate++;
                    assertThat(caller.status(job.id()).status())
                            .as("job %s, %s", i, caller.status(job.id()).state().message())
                            .isNotEqualTo(JobStatus.QUEUED);
                }
            }
            if (random.nextInt(2) == 0) {
                clock.advance(Duration.ofSeconds(random.nextInt(20)));
                engine.report();
                IntStream.range(0, random.nextInt(40)).forEach(step -> loops.step());
            }
        }
        assertThat(immediate).isPositive();
    }

    @Test
    void gpusThatAreKeptForAJobAreNotPromisedToAnother() {
        turn();
        submit("running", 6);
        String waiting = submit("waiting", 4);
        assertThat(waiting).startsWith("2 of 8 GPUs that fit are free, and the job needs 4 on one node");

        Estimate estimate = grid.estimate(spec("asked", "L4", 1));
        String kept = "2 of 8 GPUs that fit are free and kept for the job before it, which needs 4";

        assertThat(estimate.availability()).isEqualTo(Availability.LIMITED);
        assertThat(estimate.queueWait().max()).isPositive();
        assertThat(estimate.warnings()).singleElement().asString().startsWith(kept);
        assertThat(submit("asked", 1)).startsWith(kept);
    }

    /** The message of a job that is submitted, after a look. */
    private String submit(String name, int gpus) {
        JobHandle job = grid.submit(spec(name, "L4", gpus));
        clock.advance(Duration.ofSeconds(1)); // waiting jobs get messages now and then
        turn();
        return grid.status(job.id()).state().message();
    }

    private void look() {
        loops.step("dispatcher");
        loops.step("dispatcher");
    }

    private void turn() {
        for (int i = 0; i < 6 * loops.names().size(); i++) {
            loops.step();
        }
    }

    private static JobSpec spec(String name, String type, int gpus) {
        GpuRequest.Builder gpu = GpuRequest.builder().required(true).count(gpus);
        if (!type.isEmpty()) {
            gpu.type(type);
        }
        return JobSpec.builder(name, "acme/" + name + ":1", WorkloadType.BATCH)
                .gpu(gpu.build())
                .build();
    }

    private static String pick(Random random, String... among) {
        return among[random.nextInt(among.length)];
    }

    private static GpuNode node(String id, String model, int count) {
        GpuModel gpu = new GpuModel(model, "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        return new GpuNode(
                new NodeName(id),
                "here",
                IntStream.range(0, count)
                        .mapToObj(i -> new GpuNode.Device("gpu" + i, gpu, new Usd(800_000), false))
                        .toList(),
                1L << 40,
                true);
    }
}
