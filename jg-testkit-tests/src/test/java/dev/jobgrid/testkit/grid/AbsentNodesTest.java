package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Jobs that wait for nodes which do not answer, have not answered yet, or do not have their image. */
class AbsentNodesTest {
    private static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final GpuModel H100 =
            new GpuModel("NVIDIA H100", "NVIDIA", "Hopper", GpuClass.DATACENTER, 80L << 30);
    private static final String HERE = "acme/here:1-cuda";
    private static final String THERE = "acme/there:1-cuda";
    private static final Duration PATIENCE = GridSettings.DEFAULT.work().unplaceableTimeout();
    private static final Duration SOON = Duration.ofSeconds(10);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));

    private ScriptedExecutor engine(GpuNode... nodes) {
        return new ScriptedExecutor(clock, List.of(nodes), run -> RunScript.prints());
    }

    private JobGrid grid(ScriptedExecutor engine) {
        return JobGrid.builder()
                .storage(new MemoryStorage(clock))
                .executor(engine)
                .clock(clock)
                .loops(loops)
                .build();
    }

    /** A node that fetches no images. */
    private static GpuNode node(String id, GpuModel model, String... images) {
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(900_000), false));
        return new GpuNode(
                new NodeName(id), "", devices, 1L << 40, true, List.of(images), true, List.of(), Optional.empty());
    }

    private static GpuNode unknown(String id) {
        return GpuNode.unknown(new NodeName(id), "", List.of());
    }

    private static JobSpec spec(String image, String gpu) {
        return JobSpec.builder("train", image, WorkloadType.BATCH)
                .gpu(GpuRequest.builder().type(gpu).count(1).build())
                .build();
    }

    private void pass(Duration time) {
        for (Instant end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
            clock.advance(Duration.ofMillis(500));
            loops.stepAll();
        }
    }

    private static String place(Job job) {
        return job.attempt().placement().map(Placement::node).orElseThrow().value();
    }

    @Test
    void aJobWhoseImageNoNodeHasIsTakenAndWaitsAsItsEstimateSays() {
        ScriptedExecutor engine = engine(node("a", L4, HERE));
        try (JobGrid grid = grid(engine)) {
            Draft draft = new Draft(spec(THERE, "L4"), List.of(), List.of());
            Estimate estimate = grid.estimate(draft);
            Receipt receipt = grid.submit(draft, SubmitOptions.NONE);
            JobId other = grid.submit(spec(HERE, "L4")).id();
            pass(SOON);

            assertThat(estimate.screening().canSubmit()).isTrue();
            assertThat(estimate.availability()).isEqualTo(Availability.UNAVAILABLE);
            assertThat(estimate.warnings()).singleElement().asString().contains("'" + THERE + "'", "waits");
            assertThat(receipt.warnings()).isEqualTo(estimate.warnings());
            assertThat(grid.status(receipt.job().id()).attempt().delayReason())
                    .isEqualTo(estimate.warnings().get(0));
            assertThat(grid.status(other).status()).as("one of its lane").isEqualTo(JobStatus.COMPLETED);

            engine.answer(node("a", L4, HERE, THERE));
            pass(SOON);
            assertThat(grid.status(receipt.job().id()).status()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    @Test
    void aJobWhoseImageNoNodeGetsIsRejectedWhenThePatienceEnds() {
        try (JobGrid grid = grid(engine(node("a", L4, HERE)))) {
            JobId job = grid.submit(spec(THERE, "L4")).id();
            pass(PATIENCE.minus(SOON));
            assertThat(grid.status(job).status()).isEqualTo(JobStatus.QUEUED);

            pass(SOON.multipliedBy(2));

            assertThat(grid.status(job).status()).isEqualTo(JobStatus.REJECTED);
            assertThat(grid.status(job).state().reason()).contains("'" + THERE + "'");
        }
    }

    @Test
    void aJobThatANodeMayRunWhichHasNotAnsweredYetWaitsForIt() {
        ScriptedExecutor engine = engine(node("a", L4, HERE), unknown("b"));
        try (JobGrid grid = grid(engine)) {
            JobId image = grid.submit(spec(THERE, "L4")).id();
            JobId model = grid.submit(spec(HERE, "H100")).id();
            pass(PATIENCE.multipliedBy(2));
            for (JobId job : List.of(image, model)) {
                assertThat(grid.status(job).status()).isEqualTo(JobStatus.QUEUED);
                assertThat(grid.status(job).attempt().delayReason()).contains("'b' has not answered yet");
            }

            engine.answer(node("b", H100, HERE));
            pass(PATIENCE.minus(SOON));
            assertThat(grid.status(model).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(place(grid.status(model))).isEqualTo("b");
            assertThat(grid.status(image).status()).isEqualTo(JobStatus.QUEUED);

            pass(SOON.multipliedBy(2));
            assertThat(grid.status(image).status()).isEqualTo(JobStatus.REJECTED);
        }
    }

    @Test
    void aJobThatWaitsForANodeWhichTakesNoWorkSaysSo() {
        ScriptedExecutor engine = engine(node("a", L4, HERE), node("b", L4, THERE));
        try (JobGrid grid = grid(engine)) {
            engine.accept(new NodeName("b"), false);
            for (int i = 0; i < 50; i++) {
                grid.submit(spec(THERE, "L4"));
            }
            JobId waits = grid.submit(spec(THERE, "L4")).id();
            JobId other = grid.submit(spec(HERE, "L4")).id();
            pass(SOON);
            assertThat(grid.status(waits).attempt().delayReason()).contains("'b'", "accepts no work now");
            assertThat(grid.status(other).status()).as("one of its lane").isEqualTo(JobStatus.COMPLETED);

            engine.accept(new NodeName("b"), true);
            pass(SOON.multipliedBy(30));
            assertThat(grid.status(waits).status()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    @Test
    void aJobThatWaitsForANodeIsPlacedWhenTheNodeIsKnownAndNotWithTheNextLook() {
        ScriptedExecutor engine = engine(unknown("a"));
        try (JobGrid grid = grid(engine)) {
            JobId job = grid.submit(spec(HERE, "L4")).id();
            stepWhileTheClockStands();
            assertThat(grid.status(job).status()).isEqualTo(JobStatus.QUEUED);
            assertThat(grid.operations().health()).anySatisfy(check -> {
                assertThat(check.name()).isEqualTo("executor scripted");
                assertThat(check.detail()).contains("'a'");
            });

            engine.answer(node("a", L4, HERE));
            stepWhileTheClockStands();

            assertThat(grid.status(job).attempt().placement()).isPresent();
            assertThat(grid.operations().health())
                    .filteredOn(check -> check.name().equals("executor scripted"))
                    .allSatisfy(check -> assertThat(check.detail()).isEmpty());
        }
    }

    private void stepWhileTheClockStands() {
        for (int i = 0; i < 20; i++) {
            loops.stepAll();
        }
    }
}
