package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.GridSettings;
import dev.jobgrid.Nodes;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.monitor.ForgottenNode;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.monitor.KnownNode.State;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.sim.CrashingStorage;
import dev.jobgrid.testkit.sim.CrashingStorage.Moment;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SimulatedCrash;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an operator sees of nodes, and what becomes of those that are gone. */
class NodesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final InstanceId GONE = new InstanceId("grid_gone");
    private static final InstanceId HERE = new InstanceId("grid_here");
    private static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    private final SettableClock clock = new SettableClock(NOW);
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final Nodes nodes = nodes(storage, 1);

    private Nodes nodes(Storage on, int retries) {
        return StorageAdmin.of(on, clock)
                .nodes(GridSettings.DEFAULT
                        .running()
                        .withRetry(RetryPolicy.infrastructure(retries, Duration.ofSeconds(30))));
    }

    private static GpuNode node(String name, String machine, int gpus) {
        List<GpuNode.Device> devices = IntStream.range(0, gpus)
                .mapToObj(i -> new GpuNode.Device("gpu-" + i, L4, Usd.ZERO, true))
                .toList();
        return new GpuNode(new NodeName(name), "", devices, 1L << 40, true).on(new MachineId(machine));
    }

    private void joins(InstanceId grid, GpuNode... reached) {
        storage.instances()
                .join(
                        new Instance(
                                grid,
                                List.of(reached).stream()
                                        .map(node -> new Instance.Node("docker", node))
                                        .toList()),
                        LEASE);
    }

    /** A job that runs on a device of a machine. */
    private Job running(String id, InstanceId owner, String name, String machine, String device) {
        JobSpec spec =
                JobSpec.builder(id, "acme/train:1", WorkloadType.TRAINING).build();
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId(id));
        Job queued = storage.jobs()
                .create(List.of(JobHistory.created(ref, spec, NOW)))
                .get(0)
                .job();
        Placement place = new Placement(
                "docker",
                new NodeName(name),
                List.of(device),
                L4,
                true,
                "",
                Usd.ZERO,
                List.of(),
                "the only one",
                Optional.of(new MachineId(machine)));
        Transition assigned = Transition.of(queued, Trigger.ASSIGN, NOW)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(queued.attempt().next(owner, place))
                .event("job.assigned", "Worker assigned", "It has a place.")
                .build();
        Transition started = Transition.of(assigned.after(), Trigger.START, NOW)
                .phase(ExecutionPhase.RUNNING)
                .event("job.running", "Job running", "It runs.")
                .build();
        assertThat(storage.jobs().applyAll(List.of(assigned, started))).containsOnly(true);
        return started.after();
    }

    private void cancel(Job job) {
        assertThat(storage.jobs()
                        .apply(Transition.of(job, Trigger.CANCEL, NOW)
                                .event("job.cancelled", "Job cancelled", "It was stopped.")
                                .build()))
                .isTrue();
    }

    private Job job(String id) {
        return storage.jobs()
                .find(new JobRef(WorkspaceId.DEFAULT, new JobId(id)))
                .orElseThrow();
    }

    private List<String> events(String id) {
        return storage.jobs().events(job(id).ref(), 0, 100).stream()
                .map(JobEvent::type)
                .toList();
    }

    private void assertRefused(String node, ErrorCode code, String... words) {
        List<Allocation> before = storage.holds().list();
        assertThatThrownBy(() -> nodes.forget(node))
                .hasMessageContainingAll(words)
                .isInstanceOfSatisfying(
                        JobGridException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
        assertThat(storage.holds().list()).isEqualTo(before);
    }

    @Test
    void nodesOfAllGridsAreShownAndThoseThatOnlyRunsHoldSomethingOn() {
        joins(HERE, node("a", "m-a", 2), GpuNode.unknown(new NodeName("new"), "", List.of()));
        joins(
                new InstanceId("grid_peer"),
                node("a", "m-a", 2),
                node("b", "m-b", 8).accepting(false));
        running("one", HERE, "a", "m-a", "gpu-1");
        running("two", HERE, "a", "m-a", "cpu0");
        running("three", GONE, "lost", "m-lost", "gpu-0");

        assertThat(nodes.list())
                .containsExactly(
                        new KnownNode(
                                "docker",
                                "a",
                                new MachineId("m-a"),
                                State.ACCEPTING,
                                2,
                                1,
                                2,
                                List.of(HERE, new InstanceId("grid_peer")),
                                Optional.empty()),
                        new KnownNode(
                                "docker",
                                "b",
                                new MachineId("m-b"),
                                State.CLOSED,
                                8,
                                0,
                                0,
                                List.of(new InstanceId("grid_peer")),
                                Optional.empty()),
                        new KnownNode(
                                "docker",
                                "lost",
                                new MachineId("m-lost"),
                                State.UNREACHED,
                                0,
                                1,
                                1,
                                List.of(),
                                Optional.empty()),
                        new KnownNode(
                                "docker",
                                "new",
                                new MachineId("new"),
                                State.UNKNOWN,
                                0,
                                0,
                                0,
                                List.of(HERE),
                                Optional.empty()));
    }

    @Test
    void twoMachinesOfOneNameAreShownApart() {
        joins(HERE, node("gpu", "3f9c21aa-new", 1));
        running("one", GONE, "gpu", "0d17be40-old", "gpu-0");

        assertThat(nodes.list()).extracting(KnownNode::name).containsExactly("gpu#0d17be40", "gpu#3f9c21aa");
    }

    @Test
    void jobsOfAMachineThatIsForgottenAreQueuedAgainAsAfterALostWorker() {
        running("one", GONE, "gpu", "m-1", "gpu-0");
        running("two", GONE, "gpu", "m-1", "gpu-1");
        running("else", GONE, "other", "m-2", "gpu-0");

        ForgottenNode forgotten = nodes.forget("gpu");

        assertThat(forgotten.machine()).isEqualTo(new MachineId("m-1"));
        assertThat(forgotten.released()).hasSize(2);
        assertThat(forgotten.ended()).containsExactlyInAnyOrder(job("one"), job("two"));
        assertThat(job("one").status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job("one").attempt().notBefore()).contains(NOW.plusSeconds(30));
        assertThat(events("one")).endsWith("job.running", "job.requeued");
        assertThat(job("else").status()).isEqualTo(JobStatus.RUNNING);
        assertThat(nodes.list()).extracting(KnownNode::name).containsExactly("other");
        assertRefused("gpu", ErrorCode.NOT_FOUND, "no node is called 'gpu'");
    }

    @Test
    void aJobThatIsTriedNoMoreFailsForItsLostWorker() {
        running("one", GONE, "gpu", "m-1", "gpu-0");

        nodes(storage, 0).forget("m-1");

        assertThat(job("one").status()).isEqualTo(JobStatus.FAILED);
        assertThat(job("one").state().ending().failure().orElseThrow())
                .returns(Failure.Cause.WORKER_LOST, Failure::cause)
                .returns("The machine of the run was removed by its operator.", Failure::summary);
        assertThat(events("one")).endsWith("job.failed");
        assertThat(storage.holds().list()).isEmpty();
    }

    @Test
    void whatAJobHasGoneOnWithoutIsGivenBackAndTheJobStaysAsItIs() {
        cancel(running("one", GONE, "gpu", "m-1", "gpu-0"));
        Job before = job("one");

        ForgottenNode forgotten = nodes.forget("docker/gpu");

        assertThat(forgotten.released()).hasSize(1);
        assertThat(forgotten.ended()).isEmpty();
        assertThat(job("one")).isEqualTo(before);
        assertThat(storage.holds().list()).isEmpty();
    }

    @Test
    void aNodeThatALiveGridReachesIsNotForgotten() {
        joins(HERE, node("gpu", "m-1", 1), node("free", "m-2", 1));
        running("one", GONE, "gpu-before-it-was-renamed", "m-1", "gpu-0");

        assertRefused("gpu", ErrorCode.CONFLICT, "'gpu'", "grid_here", "reaches it", "stop that grid");
        assertRefused("m-1", ErrorCode.CONFLICT, "grid_here");
        assertRefused("free", ErrorCode.CONFLICT, "grid_here");
        assertThat(job("one").status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void aNodeThatHasNotAnsweredYetMayBeTheOneThatIsToBeForgotten() {
        joins(HERE, GpuNode.unknown(new NodeName("gpu"), "", List.of()));
        running("one", GONE, "gpu", "m-1", "gpu-0");
        running("two", GONE, "other", "m-2", "gpu-0");

        assertRefused("gpu", ErrorCode.CONFLICT, "grid_here", "or may");
        assertThat(nodes.forget("other").released()).hasSize(1);
    }

    @Test
    void aRunThatALiveGridLooksAfterIsNotForgotten() {
        joins(HERE);
        running("one", HERE, "gpu", "m-1", "gpu-0");

        assertRefused("gpu", ErrorCode.CONFLICT, "grid_here", "supervises a run there");
    }

    @Test
    void aGridThatWasKilledKeepsItsNodesUntilItsLeaseIsOver() {
        joins(GONE, node("gpu", "m-1", 1));
        running("one", GONE, "gpu", "m-1", "gpu-0");
        assertRefused("gpu", ErrorCode.CONFLICT, "grid_gone");

        clock.advance(LEASE.plusMillis(1));

        assertThat(nodes.forget("gpu").ended()).hasSize(1);
    }

    @Test
    void aNameOfSeveralNodesIsRefusedWithTheirIds() {
        joins(HERE, node("gpu", "3f9c21aa-new", 1));
        running("one", GONE, "gpu", "0d17be40-old", "gpu-0");

        assertRefused(
                "gpu",
                ErrorCode.CONFLICT,
                "2 nodes are called 'gpu'",
                "docker/0d17be40-old, docker/3f9c21aa-new",
                "name one by its id");
        assertThat(nodes.forget("gpu#0d17be40").released()).hasSize(1);
    }

    /** Wherever a call is killed, each run is as it was or forgotten with its job, and the next call does the rest. */
    @Test
    void aCallThatIsKilledLeavesNoRunHalfForgotten() {
        long calls = callsThatForget(3);
        assertThat(calls).isGreaterThan(8);
        for (int at = 1; at <= calls; at++) {
            for (Moment moment : Moment.values()) {
                String machine = "m-" + at + moment;
                Set<String> ids = Set.of("a-" + machine, "b-" + machine, "c-" + machine);
                int device = 0;
                for (String id : ids) {
                    running(id, GONE, "gpu", machine, "gpu-" + device++);
                }
                CrashingStorage crashing = new CrashingStorage(storage);
                crashing.crashAt(at, moment);
                try {
                    nodes(crashing, 1).forget(machine);
                } catch (SimulatedCrash e) {
                    // The next call goes on.
                }

                Set<String> held = storage.holds().list().stream()
                        .map(hold -> hold.run().job().id().value())
                        .collect(Collectors.toSet());
                for (String id : ids) {
                    assertThat(job(id).status() == JobStatus.RUNNING)
                            .as("%s, killed %s call %d", id, moment, at)
                            .isEqualTo(held.contains(id));
                }
                if (!held.isEmpty()) {
                    nodes.forget(machine);
                }
                for (String id : ids) {
                    assertThat(events(id)).as(id).endsWith("job.running", "job.requeued");
                }
                assertThat(storage.holds().list()).isEmpty();
            }
        }
    }

    /** So many calls of the store are made to forget a node with so many runs. */
    private long callsThatForget(int runs) {
        for (int i = 0; i < runs; i++) {
            running("counted-" + i, GONE, "counted", "m-counted", "gpu-" + i);
        }
        CrashingStorage counting = new CrashingStorage(storage);
        assertThat(nodes(counting, 1).forget("m-counted").ended()).hasSize(runs);
        return counting.calls();
    }

    /** Whenever a grid comes that has the machine: its runs are forgotten before that, or never. */
    @Test
    void aGridThatBeginsToReachTheNodeMeanwhileKeepsWhatIsNotForgottenYet() {
        long calls = callsThatForget(2);
        List<String> ends = new ArrayList<>();
        for (int at = 1; at <= calls; at++) {
            String machine = "m-" + at;
            InstanceId comes = new InstanceId("grid_" + at);
            running("a-" + machine, GONE, "gpu", machine, "gpu-0");
            running("b-" + machine, GONE, "gpu", machine, "gpu-1");
            List<Allocation> found = new ArrayList<>();
            CrashingStorage pausing = new CrashingStorage(storage);
            pausing.pauseAt(at, Moment.BEFORE, () -> {
                joins(comes, node("gpu", machine, 2));
                found.addAll(storage.holds().list());
            });
            try {
                ends.add(nodes(pausing, 1).forget(machine).released().size() + " forgotten");
            } catch (JobGridException e) {
                ends.add("refused");
                assertThat(e).hasMessageContainingAll("grid_" + at, "reaches it");
            }

            assertThat(storage.holds().list()).as("at call " + at).isEqualTo(found);
            found.forEach(hold ->
                    assertThat(job(hold.run().job().id().value()).status()).isEqualTo(JobStatus.RUNNING));
            storage.instances().leave(comes);
            if (!found.isEmpty()) {
                nodes.forget(machine);
            }
        }
        assertThat(ends).contains("refused", "2 forgotten");
    }
}
