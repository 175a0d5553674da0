package dev.jobgrid.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Among equal places a grid gives a job the one that the jobs to be expected will miss least. */
class ForesightTest {
    private static final Duration TICK = Duration.ofSeconds(10);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private ScriptedExecutor engine = engine(List.of());
    private JobGrid grid = grid();

    @AfterEach
    void close() {
        grid.close();
    }

    @Test
    void aJobForOneGpuStaysOffTheLastNodeThatIsFreeForTheEightOfOthers() {
        on(node("a", "Pulsar", 8), node("b", "Pulsar", 15));
        // Nothing tells yet that anyone wants eight, and the tightest fit is best.
        assertThat(ran("first", one())).isEqualTo("a");

        for (int i = 0; i < 4; i++) {
            ran("large-" + i, one().count(8));
        }
        live();

        assertThat(chosen(one())).isEqualTo("b");
        assertThat(placed("small", one())).isEqualTo("b");
        // So two find room.
        assertThat(List.of(placed("large-a", one().count(8)), placed("large-b", one().count(8))))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aJobThatCanGoAnywhereStaysOffTheModelThatFewHave() {
        on(node("a", "Pulsar", 2), node("b", "Quasar", 8));

        assertThat(placed("anywhere-1", one())).isEqualTo("b");
        assertThat(placed("anywhere-2", one())).isEqualTo("b");
        assertThat(placed("named-1", one().type("Pulsar"))).isEqualTo("a");
        assertThat(placed("named-2", one().type("Pulsar"))).isEqualTo("a");
    }

    @Test
    void aModelThatNobodyAsksForIsKeptForNobody() {
        on(node("a", "Pulsar", 2), node("b", "Quasar", 8));
        for (int i = 0; i < 40; i++) {
            ran("quasar-" + i, one().type("Quasar").count(8));
        }
        live();

        assertThat(placed("anywhere", one())).isEqualTo("a");
    }

    private void on(GpuNode... nodes) {
        grid.close();
        engine = engine(List.of(nodes));
        grid = grid();
        live();
    }

    private ScriptedExecutor engine(List<GpuNode> nodes) {
        return new ScriptedExecutor(clock, nodes, run -> RunScript.prints().lasting(lasting(run.image())));
    }

    private JobGrid grid() {
        return JobGrid.builder()
                .storage(new MemoryStorage(InstantSource.fixed(Instant.EPOCH)))
                .executor(engine)
                .loops(loops)
                .clock(clock)
                .build();
    }

    private static GpuNode node(String name, String model, int gpus) {
        GpuModel gpu = new GpuModel(model, "Acme", model, GpuClass.DATACENTER, 24L << 30);
        return new GpuNode(
                new NodeName(name),
                "here",
                IntStream.range(0, gpus)
                        .mapToObj(i -> new GpuNode.Device("gpu" + i, gpu, new Usd(800_000), false))
                        .toList(),
                1L << 40,
                true);
    }

    private static Duration lasting(String image) {
        return image.contains("short") ? TICK : Duration.ofDays(1);
    }

    private static GpuRequest.Builder one() {
        return GpuRequest.builder().count(1);
    }

    private static JobSpec spec(String name, String image, GpuRequest.Builder gpu) {
        return JobSpec.builder(name, image, WorkloadType.BATCH)
                .id(new JobId(name))
                .gpu(gpu.build())
                .build();
    }

    private String chosen(GpuRequest.Builder gpu) {
        Estimate estimate = grid.estimate(spec("asked", "acme/long:1", gpu));
        return estimate.decision().chosen().map(Offer::node).orElse("none");
    }

    /** Where a job that stays got its place. */
    private String placed(String name, GpuRequest.Builder gpu) {
        return submitted(spec(name, "acme/long:1", gpu));
    }

    /** Where a job got its place, which is over by now. */
    private String ran(String name, GpuRequest.Builder gpu) {
        String node = submitted(spec(name, "acme/short:1", gpu));
        for (int i = 0; i < 6; i++) {
            live();
        }
        assertThat(grid.status(new JobId(name)).status().isTerminal()).isTrue();
        return node;
    }

    private String submitted(JobSpec spec) {
        Job job = grid.status(grid.submit(spec).id());
        live();
        return grid.status(job.id())
                .attempt()
                .placement()
                .map(place -> place.node().value())
                .orElse("none");
    }

    private void live() {
        clock.advance(TICK);
        engine.report();
        for (int i = 0; i < 6 * loops.names().size(); i++) {
            loops.step();
        }
    }
}
