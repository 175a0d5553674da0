package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.Nodes;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.MachineId;
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
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hosts that leave or are killed, and the jobs that wait for them: on a replica without a GPU and a host with one. */
class AwayNodesTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final NodeName GPU_1 = new NodeName("gpu-1");
    private static final String AWAY = "The node 'gpu-1' is away since 12:00 UTC on 2026-03-01; the job waits for it.";
    private static final String FITS_NOWHERE = "No known node can run the job; it waits for one that can.";
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration UNPLACEABLE = Duration.ofMinutes(10);
    private static final Duration AWAY_FOR = Duration.ofHours(2);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration MOMENT = Duration.ofSeconds(6);

    private final SettableClock clock = new SettableClock(NOON);
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final Map<JobGrid, SteppedLoops> grids = new LinkedHashMap<>();
    private final ScriptedExecutor engine = new ScriptedExecutor(
            clock, List.of(node(1)), run -> RunScript.prints().lasting(runtime()));
    private Duration runtime = Duration.ofSeconds(1);
    private boolean queuesUnplaceable;

    private Duration runtime() {
        return runtime;
    }

    private static GpuNode node(int gpus) {
        List<GpuNode.Device> devices = new ArrayList<>();
        for (int i = 0; i < gpus; i++) {
            devices.add(new GpuNode.Device("gpu" + i, L4, new Usd(900_000), false));
        }
        return new GpuNode(GPU_1, "", devices, 1L << 40, true);
    }

    private JobGrid grid(NodeName... reached) {
        GridSettings.Work work = GridSettings.DEFAULT.work();
        SteppedLoops loops = new SteppedLoops(new Random(1));
        JobGrid grid = JobGrid.builder()
                .storage(storage)
                .executor(engine.door(Set.of(reached)))
                .clock(clock)
                .loops(loops)
                .settings(GridSettings.DEFAULT
                        .withWork(new GridSettings.Work(
                                work.cpuSlotsPerNode(), queuesUnplaceable, UNPLACEABLE, work.rules()))
                        .withSharing(new GridSettings.Sharing(LEASE, Duration.ofMinutes(5), AWAY_FOR)))
                .build();
        grids.put(grid, loops);
        return grid;
    }

    private void leave(JobGrid grid) {
        grid.close();
        grids.remove(grid);
    }

    /** Its process is gone, and it has told nobody. */
    private void kill(JobGrid grid) {
        grids.remove(grid);
    }

    private void pass(Duration time) {
        Duration step = time.compareTo(LONG) > 0 ? Duration.ofSeconds(5) : Duration.ofMillis(500);
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            clock.advance(step);
            grids.values().forEach(SteppedLoops::stepAll);
        }
    }

    private static JobSpec spec() {
        return JobSpec.builder("train", "acme/train:1-cuda", WorkloadType.BATCH)
                .gpu(GpuRequest.builder().type("L4").count(1).build())
                .build();
    }

    private Nodes nodes() {
        return StorageAdmin.of(storage, clock).nodes(GridSettings.DEFAULT.running());
    }

    private static List<String> events(JobGrid grid, JobId job) {
        return grid.events(job).stream().map(JobEvent::type).toList();
    }

    private static void assertWaits(Job job, String reason) {
        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.attempt().delayReason()).isEqualTo(reason);
    }

    @Test
    void aRestartOfAHostRejectsNoneOfTheJobsThatWaitedForItsGpuForLong() {
        runtime = LONG;
        JobGrid replica = grid();
        JobGrid host = grid(GPU_1);
        pass(LEASE);
        List<JobId> jobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            jobs.add(replica.submit(spec()).id());
        }
        pass(UNPLACEABLE.multipliedBy(2));

        leave(host);
        pass(MOMENT);
        assertThat(jobs)
                .extracting(job -> replica.status(job).status())
                .containsExactlyInAnyOrder(JobStatus.RUNNING, JobStatus.QUEUED, JobStatus.QUEUED, JobStatus.QUEUED);
        runtime = Duration.ofSeconds(1);
        grid(GPU_1);
        pass(LONG);

        assertThat(jobs).allSatisfy(job -> {
            assertThat(replica.status(job).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(events(replica, job)).doesNotContain("job.rejected", "job.worker_unreachable", "job.requeued");
        });
    }

    @Test
    void aJobThatOnlyANodeCanRunThatIsAwayIsTakenAsItsEstimateSaysAndWaits() {
        JobGrid replica = grid();
        JobGrid host = grid(GPU_1);
        pass(LEASE);
        leave(host);
        pass(LEASE);

        Draft draft = Draft.of(spec());
        Estimate estimate = replica.estimate(draft);
        Receipt receipt = replica.submit(draft, SubmitOptions.NONE);

        assertThat(estimate.screening().canSubmit()).isTrue();
        assertThat(estimate.availability()).isEqualTo(Availability.UNAVAILABLE);
        assertThat(estimate.warnings()).containsExactly(AWAY);
        assertThat(receipt.warnings()).containsExactly(AWAY);
        JobId job = receipt.job().id();
        pass(UNPLACEABLE.multipliedBy(2));
        assertWaits(replica.status(job), AWAY);
        assertThat(events(replica, job)).containsOnlyOnce("job.waiting_for_capacity");

        grid(GPU_1);
        pass(LEASE.multipliedBy(2));
        assertThat(replica.status(job).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aNodeIsAwayToOperatorsAndCallersUntilItIsForgottenOrBack() {
        JobGrid replica = grid();
        JobGrid host = grid(GPU_1);
        pass(LEASE);
        leave(host);

        assertThat(nodes().list())
                .containsExactly(new KnownNode(
                        "scripted",
                        "gpu-1",
                        new MachineId("gpu-1"),
                        KnownNode.State.AWAY,
                        1,
                        0,
                        0,
                        List.of(),
                        Optional.of(NOON.plus(LEASE))));
        assertThat(replica.fleet())
                .containsExactly(new FleetNode(
                        "scripted",
                        "gpu-1",
                        KnownNode.State.AWAY,
                        "No live grid has reached it since 12:00 UTC on 2026-03-01; jobs that only it can run wait for"
                                + " it.",
                        List.of(new FleetNode.Gpu(
                                "NVIDIA L4", 24L << 30, false, false, Optional.empty(), Optional.empty()))));

        JobGrid back = grid(GPU_1);
        pass(LEASE);
        assertThat(nodes().list()).extracting(KnownNode::state).containsExactly(KnownNode.State.ACCEPTING);
        assertThat(storage.instances().read(new InstanceId("anyone")).ended())
                .as("what is back is not kept twice")
                .isEmpty();

        leave(back);
        assertThat(nodes().forget("gpu-1").released()).isEmpty();
        assertThat(nodes().list()).isEmpty();
        assertThat(replica.fleet()).isEmpty();
    }

    @Test
    void aJobWhoseNodeIsForgottenHasAllItsTimeFromThen() {
        runtime = LONG.multipliedBy(2);
        JobGrid replica = grid();
        JobGrid host = grid(GPU_1);
        pass(LEASE);
        replica.submit(spec());
        pass(LEASE);
        JobId waits = replica.submit(spec()).id();
        pass(UNPLACEABLE.multipliedBy(2));
        leave(host);
        pass(LEASE);
        assertThat(replica.status(waits).attempt().delayReason()).startsWith("The node 'gpu-1' is away since 12:20 ");

        nodes().forget("gpu-1");
        pass(UNPLACEABLE.minus(LEASE));

        assertWaits(replica.status(waits), "");
        assertThat(replica.status(waits).state().message()).isEqualTo(FITS_NOWHERE);
        assertThatThrownBy(() -> replica.submit(spec()))
                .isInstanceOfSatisfying(
                        JobGridException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(replica.estimate(Draft.of(spec())).screening().canSubmit()).isFalse();
        pass(LEASE.multipliedBy(2));
        assertThat(replica.status(waits).status()).isEqualTo(JobStatus.REJECTED);
        assertThat(replica.status(waits).state().reason()).isEqualTo("No known node could run the job for 600 s.");
    }

    @Test
    void aKilledHostIsAwayFromTheEndOfItsLease() {
        JobGrid replica = grid();
        JobGrid host = grid(GPU_1);
        pass(LEASE);
        kill(host);
        pass(LEASE.multipliedBy(2));

        JobId job = replica.submit(spec()).id();
        pass(MOMENT);

        assertWaits(replica.status(job), AWAY);
    }

    @Test
    void aNodeIsWaitedForNoLongerThanTheTimeoutWhateverTheClockIsSetTo() {
        JobGrid replica = grid();
        JobGrid host = grid(GPU_1);
        pass(LEASE);
        leave(host);
        pass(LEASE);
        JobId job = replica.submit(spec()).id();
        pass(AWAY_FOR.dividedBy(2));
        clock.set(AWAY_FOR);
        pass(AWAY_FOR.dividedBy(4));
        assertWaits(replica.status(job), AWAY);

        pass(AWAY_FOR.dividedBy(4).plus(UNPLACEABLE).plus(LEASE));

        assertThat(replica.status(job).status()).isEqualTo(JobStatus.REJECTED);
        assertThat(nodes().list()).isEmpty();
    }

    @Test
    void aReplicaThatRestartsBeginsToCountAnew() {
        queuesUnplaceable = true;
        JobGrid before = grid();
        JobId job = before.submit(spec()).id();
        pass(UNPLACEABLE.minus(LEASE));
        leave(before);

        JobGrid after = grid();
        clock.set(UNPLACEABLE);
        pass(UNPLACEABLE.minus(LEASE));
        assertWaits(after.status(job), "");

        pass(LEASE.multipliedBy(2));
        assertThat(after.status(job).status()).isEqualTo(JobStatus.REJECTED);
    }

    @Test
    void aHostThatComesBackWithAnotherMachineIdOrGpuIsNotAwayAsWell() {
        JobGrid replica = grid();
        join("grid_1", node(1).on(new MachineId("m-1")));
        storage.instances().leave(new InstanceId("grid_1"));
        pass(LEASE);
        assertThat(nodes().list()).extracting(KnownNode::state).containsExactly(KnownNode.State.AWAY);

        join("grid_2", node(1).on(new MachineId("m-2")));
        assertThat(nodes().list()).extracting(KnownNode::state).containsExactly(KnownNode.State.ACCEPTING);
        join("grid_3", node(2).on(new MachineId("m-2")));
        storage.instances().leave(new InstanceId("grid_2"));
        pass(MOMENT);

        assertThat(nodes().list())
                .singleElement()
                .returns(KnownNode.State.ACCEPTING, KnownNode::state)
                .returns(2, KnownNode::gpus);
        assertThat(storage.instances().read(new InstanceId("anyone")).ended()).isEmpty();
        assertThat(replica.fleet()).hasSize(1);
    }

    private void join(String id, GpuNode node) {
        storage.instances()
                .join(
                        new Instance(new InstanceId(id), List.of(new Instance.Node("scripted", node))),
                        Duration.ofDays(1));
    }

    @Test
    void aRunIsReportedUnreachableAfterHalfAMinuteAndEachSilenceCountsAlone() {
        runtime = LONG;
        JobGrid replica = grid();
        JobGrid host = grid(GPU_1);
        pass(LEASE);
        JobId job = replica.submit(spec()).id();
        pass(LEASE);
        for (int restarts = 0; restarts < 3; restarts++) {
            leave(host);
            pass(Duration.ofSeconds(25));
            host = grid(GPU_1);
            pass(Duration.ofMinutes(3));
        }
        assertThat(replica.status(job).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(events(replica, job)).contains("job.reattached").doesNotContain("job.worker_unreachable");

        leave(host);
        pass(Duration.ofSeconds(40));
        assertThat(events(replica, job)).containsOnlyOnce("job.worker_unreachable");
        pass(Duration.ofMinutes(4));
        assertThat(replica.status(job).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(events(replica, job)).containsOnlyOnce("job.worker_unreachable");

        pass(Duration.ofMinutes(1));
        assertThat(events(replica, job)).containsOnlyOnce("job.requeued");
    }
}
