package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Grids that share a store, on threads and by the system's clock. */
class ManyGridsTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final NodeName LEFT = new NodeName("left");
    private static final NodeName RIGHT = new NodeName("right");
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration MOMENT = Duration.ofMillis(500);

    // Its clock stands still, so that no lease ends: grids that are over here have left.
    private final MemoryStorage storage = new MemoryStorage(InstantSource.fixed(Instant.EPOCH));
    private final List<JobGrid> grids = new ArrayList<>();
    private volatile Duration runtime = MOMENT;
    private volatile Duration ahead = Duration.ZERO;
    private final ScriptedExecutor engine = new ScriptedExecutor(
            () -> Instant.now().plus(ahead),
            List.of(node(LEFT), node(RIGHT)),
            run -> RunScript.prints("a", "b", "c").lasting(runtime));

    @AfterEach
    void close() {
        grids.forEach(JobGrid::close);
    }

    private static GpuNode node(NodeName id) {
        List<GpuNode.Device> devices = IntStream.range(0, 2)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, GPU, new Usd(1_000_000), false))
                .toList();
        return new GpuNode(id, "here", devices, 1L << 40, true);
    }

    private JobGrid grid(NodeName... reached) {
        GridSettings.Running running = GridSettings.DEFAULT.running();
        JobGrid grid = JobGrid.builder()
                .storage(storage)
                .executor(engine.door(Set.of(reached)))
                .settings(GridSettings.DEFAULT
                        .withSharing(new GridSettings.Sharing(Duration.ofSeconds(1), MOMENT))
                        .withRunning(new GridSettings.Running(
                                running.defaultTimeout(),
                                running.stopGrace(),
                                RetryPolicy.infrastructure(1, Duration.ofMillis(10)),
                                false,
                                running.pollEvery())))
                .build();
        grids.add(grid);
        return grid;
    }

    private static JobSpec job(int gpus) {
        return JobSpec.builder("shared", "acme/train:1", WorkloadType.TRAINING)
                .gpu(GpuRequest.builder().count(gpus).build())
                .build();
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).until(condition::getAsBoolean);
    }

    private static void awaitStart(JobHandle job) {
        await("the job runs", () -> job.status().status() == JobStatus.RUNNING);
    }

    @Test
    void theFleetHasTheNodesOfPeersAndTheJobsThatHoldThem() {
        runtime = LONG;
        JobGrid left = grid(LEFT);
        grid(RIGHT);
        await("both nodes are known", () -> left.fleet().size() == 2);
        JobHandle first = left.submit(job(2));
        JobHandle second = left.submit(job(2));
        awaitStart(first);
        awaitStart(second);

        assertThat(left.fleet()).extracting(FleetNode::name).containsExactly("left", "right");
        assertThat(left.fleet().stream()
                        .flatMap(node -> node.gpus().stream())
                        .map(gpu -> gpu.job().orElseThrow())
                        .distinct())
                .containsExactlyInAnyOrder(first.id(), second.id());
    }

    /** Peers hear of each other's machines a moment after they have joined. */
    private static void awaitPlaces(JobGrid grid) throws InterruptedException {
        await(
                "a place is known",
                () -> grid.estimate(Draft.of(job(1))).decision().outcome() != Outcome.UNSATISFIABLE);
    }

    @Test
    void aJobRunsWhereAPeerReachesAlthoughWhoTookItReachesNothing() throws Exception {
        grid(LEFT);
        JobGrid front = grid();
        awaitPlaces(front);

        JobHandle job = front.submit(job(2));

        assertThat(job.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.status().attempt().placement().orElseThrow().node()).isEqualTo(LEFT);
    }

    @Test
    void twoGridsOnTheSameMachinesGiveNoDeviceTwice() throws Exception {
        JobGrid one = grid(LEFT, RIGHT);
        JobGrid other = grid(LEFT, RIGHT);
        awaitPlaces(one);
        awaitPlaces(other);
        runtime = Duration.ofMillis(20);

        List<JobHandle> jobs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            jobs.add((i % 2 == 0 ? one : other).submit(job(1 + i % 2)));
        }

        for (JobHandle job : jobs) {
            assertThat(job.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        }
        await("all is given back", () -> storage.holds().list().isEmpty());
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void aRunGoesOnAtAPeerWhenItsGridLeaves() throws Exception {
        runtime = LONG;
        JobGrid leaving = grid(LEFT);
        awaitPlaces(leaving);
        JobHandle job = leaving.submit(job(1));
        awaitStart(job);
        JobGrid staying = grid(LEFT);

        leaving.close();

        JobHandle there = staying.job(job.id());
        await(
                "the run is taken up",
                () -> staying.events(job.id()).stream()
                        .anyMatch(event -> event.type().equals("job.reattached")));
        ahead = LONG;
        assertThat(there.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(engine.launches(there.status().ref())).isEqualTo(1);
        assertThat(staying.logs(job.id(), LogQuery.after(0, 10)).lines())
                .extracting(LogLine::message)
                .containsExactly("a", "b", "c");
        await("all is given back", () -> storage.holds().list().isEmpty());
    }

    @Test
    void aCancelAtOneGridStopsTheRunOfAnother() throws Exception {
        runtime = LONG;
        JobGrid one = grid(LEFT);
        JobGrid other = grid(RIGHT);
        awaitPlaces(one);
        JobHandle job = one.submit(job(1));
        awaitStart(job);

        (job.status().attempt().placement().orElseThrow().node().equals(LEFT) ? other : one).cancel(job.id(), "no");

        await("the run is gone", () -> engine.workloads().isEmpty());
        await("all is given back", () -> storage.holds().list().isEmpty());
        assertThat(job.status().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aRunThatNoOneReachesIsWaitedForAndThenTriedElsewhere() throws Exception {
        runtime = LONG;
        JobGrid leaving = grid(LEFT);
        awaitPlaces(leaving);
        JobHandle job = leaving.submit(job(1));
        awaitStart(job);
        runtime = MOMENT;
        JobGrid staying = grid(RIGHT);

        leaving.close();

        Job over = staying.job(job.id()).await(SOON);
        assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(over.retryCount()).isEqualTo(1);
        assertThat(staying.events(job.id()))
                .extracting(JobEvent::type)
                .containsSubsequence("job.requeued", "job.completed");
        assertThat(storage.holds().list())
                .as("the machine may still run it")
                .extracting(Allocation::machine)
                .contains(new MachineId(LEFT.value()));

        grid(LEFT);

        await("what came back is removed", () -> engine.workloads().isEmpty());
        await("all is given back", () -> storage.holds().list().isEmpty());
    }
}
