package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.ForgottenAllocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link AllocationStore}, with the {@link JobStore} that writes it. Extend it and give it a storage. */
public abstract class HoldStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Duration LEASE = Duration.ofHours(1);
    private static final InstanceId US = new InstanceId("grid_us");
    private static final InstanceId THEM = new InstanceId("grid_them");
    private static final JobSpec SPEC =
            JobSpec.builder("holds", "acme/train:1", WorkloadType.TRAINING).build();

    private Storage storage;
    private JobStore jobs;
    private AllocationStore holds;

    /** For subclasses. */
    protected HoldStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        jobs = storage.jobs();
        holds = storage.holds();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void aPlaceIsHeldWithTheChangeThatGivesIt() {
        Job job = queued("a");
        assertThat(holds.list()).isEmpty();

        assertThat(jobs.apply(assign(job, US, "gpu-1", "gpu-0"))).isTrue();

        assertThat(holds.list()).containsExactly(hold("a", 1, US, "gpu-0", "gpu-1"));
    }

    @Test
    final void machinesOfOneNameHoldDevicesOfTheirOwn() {
        assertThat(jobs.apply(assign(queued("a"), on("m-1", "here"), US))).isTrue();
        assertThat(jobs.apply(assign(queued("b"), on("m-2", "here"), US))).isTrue();

        assertThat(holds.list())
                .extracting(Allocation::machine)
                .containsExactlyInAnyOrder(new MachineId("m-1"), new MachineId("m-2"));
    }

    @Test
    final void aMachineThatIsCalledOtherwiseHasNoOtherDevices() {
        assertThat(jobs.apply(assign(queued("a"), on("m-1", "here"), US))).isTrue();

        assertThat(jobs.apply(assign(queued("b"), on("m-1", "there"), US))).isFalse();
        assertThat(holds.list()).extracting(Allocation::run).containsExactly(run("a", 1));
    }

    private static Placement on(String machine, String node) {
        Placement place = place("process", node, List.of("gpu-0"));
        return new Placement(
                place.executor(),
                place.node(),
                place.gpuIds(),
                place.gpu(),
                place.simulated(),
                place.region(),
                place.hourlyRate(),
                place.relaxed(),
                place.reason(),
                Optional.of(new MachineId(machine)));
    }

    @Test
    final void aDeviceThatAnotherRunHoldsIsRefusedWithAllThatWasToBeWrittenWithIt() {
        Job a = queued("a");
        Job b = queued("b");
        jobs.apply(assign(a, US, "gpu-0", "gpu-1"));

        assertThat(jobs.apply(assign(b, THEM, "gpu-2", "gpu-1", "gpu-3"))).isFalse();

        assertThat(jobs.find(b.ref())).contains(b);
        assertThat(jobs.events(b.ref(), 0, 100)).hasSize(2);
        assertThat(holds.list()).containsExactly(hold("a", 1, US, "gpu-0", "gpu-1"));
        assertThat(jobs.apply(assign(b, THEM, "gpu-2", "gpu-3"))).isTrue();
    }

    @Test
    final void aChangeBuiltFromAnOldVersionHoldsNothing() {
        Job job = queued("a");
        jobs.apply(cancel(job));

        assertThat(jobs.apply(assign(job, US, "gpu-0"))).isFalse();

        assertThat(holds.list()).isEmpty();
    }

    @Test
    final void theSameNamesElsewhereAreOtherDevices() {
        Transition elsewhere = assign(queued("b"), place("process", "elsewhere", List.of("gpu-0")), US);
        Transition otherwise = assign(queued("c"), place("docker", "here", List.of("gpu-0")), US);
        jobs.apply(assign(queued("a"), US, "gpu-0"));

        assertThat(jobs.apply(elsewhere)).isTrue();
        assertThat(jobs.apply(otherwise)).isTrue();

        assertThat(holds.list()).hasSize(3);
    }

    @Test
    final void oneOfTogetherThatWantTheSameDeviceGetsIt() {
        List<Job> waiting = List.of(queued("a"), queued("b"), queued("c"));

        assertThat(jobs.applyAll(List.of(
                        assign(waiting.get(0), US, "gpu-0"),
                        assign(waiting.get(1), US, "gpu-0"),
                        assign(waiting.get(2), US, "gpu-1"))))
                .containsExactly(true, false, true);

        assertThat(jobs.find(waiting.get(1).ref())).contains(waiting.get(1));
        assertThat(holds.list()).hasSize(2);
    }

    @Test
    final void oneOfManyThatWantTheSameDevicesAtOnceGetsThem() throws Exception {
        List<Job> waiting =
                IntStream.range(0, 16).mapToObj(i -> queued("job-" + i)).toList();

        List<Boolean> got = Together.on(16, i -> {
            // In two orders, which must not make them wait for one another in a ring.
            List<String> devices = i % 2 == 0 ? List.of("gpu-0", "gpu-1", "gpu-2") : List.of("gpu-2", "gpu-1", "gpu-0");
            return jobs.apply(assign(waiting.get(i), place("process", "here", devices), US));
        });

        assertThat(got).containsOnlyOnce(true).contains(false);
        assertThat(holds.list()).hasSize(1);
    }

    @Test
    final void aPlaceStaysHeldUntilItsOwnerReleasesIt() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs.apply(assigned);
        jobs.apply(cancel(assigned.after()));
        Job next = queued("b");
        assertThat(jobs.apply(assign(next, US, "gpu-0"))).isFalse();

        assertThat(holds.release(run("a", 1), THEM)).isFalse();
        assertThat(holds.list()).hasSize(1);
        assertThat(holds.release(run("a", 1), US)).isTrue();
        assertThat(holds.release(run("a", 1), US)).as("once").isFalse();

        assertThat(holds.list()).isEmpty();
        assertThat(jobs.apply(assign(next, US, "gpu-0"))).isTrue();
    }

    @Test
    final void aLaterRunOfTheJobHoldsForItself() {
        Transition first = assign(queued("a"), US, "gpu-0");
        jobs.apply(first);
        Transition again = Transition.of(first.after(), Trigger.REQUEUE, NOW)
                .phase(ExecutionPhase.QUEUED)
                .attempt(first.after().attempt().givenUp(NOW))
                .build();
        jobs.apply(again);
        assertThat(jobs.apply(assign(again.after(), THEM, "gpu-0"))).isFalse();

        assertThat(jobs.apply(assign(again.after(), THEM, "gpu-1"))).isTrue();

        assertThat(holds.list()).containsExactlyInAnyOrder(hold("a", 1, US, "gpu-0"), hold("a", 2, THEM, "gpu-1"));
        holds.release(run("a", 1), US);
        assertThat(holds.list()).containsExactly(hold("a", 2, THEM, "gpu-1"));
    }

    @Test
    final void aChangeOfTheOwnerTakesTheHoldAlong() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs.apply(assigned);
        Transition taken = takeOver(assigned.after());

        assertThat(jobs.apply(taken)).isTrue();
        assertThat(holds.list()).containsExactly(hold("a", 1, THEM, "gpu-0", "gpu-1"));
        assertThat(jobs.apply(takeOver(assigned.after())))
                .as("from an old version")
                .isFalse();

        assertThat(holds.release(run("a", 1), US)).isFalse();
        assertThat(holds.release(run("a", 1), THEM)).isTrue();
    }

    @Test
    final void aRunThatLostItsHoldGetsItBackWithItsNextOwnerUnlessAnotherHasIt() {
        Transition a = assign(queued("a"), US, "gpu-0");
        Transition b = assign(queued("b"), US, "gpu-1");
        jobs.applyAll(List.of(a, b));
        holds.release(run("a", 1), US);
        holds.release(run("b", 1), US);
        jobs.apply(assign(queued("c"), US, "gpu-1"));

        assertThat(jobs.applyAll(List.of(takeOver(a.after()), takeOver(b.after()))))
                .containsExactly(true, false);

        assertThat(holds.list()).containsExactlyInAnyOrder(hold("a", 1, THEM, "gpu-0"), hold("c", 1, US, "gpu-1"));
    }

    @Test
    final void anotherCanTakeWhatItsJobNoLongerWants() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs.apply(assigned);
        jobs.apply(cancel(assigned.after()));

        assertThat(holds.takeOver(run("a", 1), THEM, US)).isFalse();
        assertThat(holds.takeOver(run("b", 1), US, THEM)).isFalse();
        assertThat(holds.takeOver(run("a", 1), US, THEM)).isTrue();
        assertThat(holds.takeOver(run("a", 1), US, THEM)).as("once").isFalse();

        assertThat(holds.list()).containsExactly(hold("a", 1, THEM, "gpu-0", "gpu-1"));
    }

    @Test
    final void theDevicesOfAProgramThatHasEndedAreFreeAndItsRunIsStillKnown() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs.apply(assigned);
        Transition ended = ended(assigned.after());
        assertThat(jobs.apply(assign(queued("b"), THEM, "gpu-1"))).isFalse();

        assertThat(jobs.apply(ended)).isTrue();

        assertThat(holds.list()).containsExactly(hold("a", 1, US));
        Transition other = assign(queued("c"), THEM, "gpu-0", "gpu-1");
        assertThat(jobs.apply(other)).isTrue();
        assertThat(jobs.apply(ended(other.after()))).isTrue();
        assertThat(holds.list()).containsExactlyInAnyOrder(hold("a", 1, US), hold("c", 1, THEM));
        Transition taken = takeOver(ended.after());
        assertThat(jobs.apply(taken)).isTrue();
        assertThat(holds.list()).containsExactlyInAnyOrder(hold("a", 1, THEM), hold("c", 1, THEM));
        assertThat(holds.release(run("a", 1), THEM)).isTrue();
        assertThat(holds.release(run("c", 1), THEM)).isTrue();
        assertThat(holds.list()).isEmpty();
    }

    @Test
    final void aHoldThatIsGoneComesBackWithoutTheDevicesOfAProgramThatHasEnded() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs.apply(assigned);
        Transition ended = ended(assigned.after());
        jobs.apply(ended);
        holds.release(run("a", 1), US);
        jobs.apply(assign(queued("b"), US, "gpu-0"));

        assertThat(jobs.apply(takeOver(ended.after()))).isTrue();

        assertThat(holds.list()).containsExactlyInAnyOrder(hold("a", 1, THEM), hold("b", 1, US, "gpu-0"));
    }

    @Test
    final void aProgramThatIsSaidToHaveEndedByAnOldVersionKeepsItsDevices() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs.apply(assigned);
        Job running = started(assigned.after());
        Transition ended = cleanup(running);
        jobs.apply(cancel(running));

        assertThat(jobs.apply(ended)).isFalse();

        assertThat(holds.list()).containsExactly(hold("a", 1, US, "gpu-0"));
    }

    @Test
    final void onlyItsOwnerFreesTheDevicesOfARunThatItsJobHasLeft() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1", "gpu-2");
        jobs.apply(assigned);
        jobs.apply(cancel(assigned.after()));

        assertThat(holds.free(run("a", 1), THEM)).isFalse();
        assertThat(holds.list()).containsExactly(hold("a", 1, US, "gpu-0", "gpu-1", "gpu-2"));
        assertThat(holds.free(run("a", 1), US)).isTrue();
        assertThat(holds.free(run("a", 1), US)).as("again").isTrue();

        assertThat(holds.list()).containsExactly(hold("a", 1, US));
        assertThat(holds.over(US)).containsExactly(run("a", 1));
        assertThat(jobs.apply(assign(queued("b"), THEM, "gpu-2"))).isTrue();
        assertThat(holds.release(run("a", 1), US)).isTrue();
        assertThat(holds.free(run("a", 1), US)).as("released").isFalse();
    }

    @Test
    final void placesAndEndsOfProgramsAreStoredTogether() {
        Transition a = assign(queued("a"), US, "gpu-0");
        jobs.apply(a);
        Job running = started(a.after());
        Job b = queued("b");

        assertThat(jobs.applyAll(List.of(cleanup(running), assign(b, US, "gpu-1"))))
                .containsExactly(true, true);

        assertThat(holds.list()).containsExactlyInAnyOrder(hold("a", 1, US), hold("b", 1, US, "gpu-1"));
    }

    @Test
    final void runsWhoseJobsAreOverAreKnownByTheirOwner() {
        Transition a = assign(queued("a"), US, "gpu-0", "gpu-1");
        Transition b = assign(queued("b"), US, "gpu-2");
        Transition c = assign(queued("c"), THEM, "gpu-3");
        jobs.applyAll(List.of(a, b, c));
        assertThat(holds.over(US)).isEmpty();

        jobs.applyAll(List.of(cancel(a.after()), cancel(c.after())));

        assertThat(holds.over(US)).containsExactly(run("a", 1));
        holds.release(run("a", 1), US);
        assertThat(holds.over(US)).isEmpty();
    }

    @Test
    final void whatWasHeldOnAMachineThatIsGoneIsForgottenWithTheChangeOfItsJob() {
        Transition assigned = assign(queued("a"), on("m-1", "gpu-host"), US);
        jobs.apply(assigned);
        Allocation hold = holds.list().get(0);
        assertThat(hold.node()).contains(new NodeName("gpu-host"));
        Transition lost = lost(assigned.after());

        assertThat(holds.forget(new ForgottenAllocation(hold, Optional.of(lost))))
                .isTrue();

        assertThat(holds.list()).isEmpty();
        assertThat(jobs.find(ref("a"))).contains(lost.after());
        assertThat(jobs.events(ref("a"), 0, 100)).endsWith(lost.events().get(0));
        assertThat(holds.forget(new ForgottenAllocation(hold, Optional.empty())))
                .as("once")
                .isFalse();
        assertThat(jobs.apply(assign(queued("b"), on("m-1", "gpu-host"), THEM)))
                .as("the machine is there again")
                .isTrue();
    }

    @Test
    final void allThatARunHoldsIsForgottenAndNothingElse() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs.applyAll(List.of(assigned, assign(queued("b"), US, "gpu-2")));
        jobs.apply(cancel(assigned.after()));
        Allocation a = hold("a", 1, US, "gpu-0", "gpu-1");

        assertThat(holds.forget(new ForgottenAllocation(a, Optional.empty()))).isTrue();

        assertThat(holds.list()).containsExactly(hold("b", 1, US, "gpu-2"));
    }

    @Test
    final void whatAnInstanceMayReachIsNotForgotten() {
        Transition assigned = assign(queued("a"), on("m-1", "gpu-host"), US);
        jobs.apply(assigned);
        Allocation hold = holds.list().get(0);
        GpuNode named = new GpuNode(new NodeName("gpu-host"), "", List.of(), 0, false);
        List<Instance.Node> there = List.of(
                node("process", named.named(new NodeName("renamed")).on(new MachineId("m-1"))),
                node("process", GpuNode.unknown(new NodeName("gpu-host"), "", List.of())));
        List<Instance.Node> elsewhere = List.of(
                node("docker", named.on(new MachineId("m-1"))),
                node("process", named.on(new MachineId("m-2"))),
                node("process", GpuNode.unknown(new NodeName("another"), "", List.of())));

        for (Instance.Node node : there) {
            storage.instances().join(new Instance(THEM, List.of(node)), LEASE);
            assertThat(isForgotten(hold, assigned)).as(node.toString()).isFalse();
            storage.instances().leave(THEM);
        }

        assertThat(holds.list()).containsExactly(hold);
        assertThat(jobs.find(ref("a"))).contains(assigned.after());
        assertThat(jobs.events(ref("a"), 0, 100)).hasSize(3);
        storage.instances().join(new Instance(THEM, elsewhere), LEASE);
        assertThat(isForgotten(hold, assigned)).isTrue();
    }

    @Test
    final void aHoldThatWasNotedByTheMachinesNameIsNotForgottenWhileThatIsReached() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs.apply(assigned);
        GpuNode here = new GpuNode(new NodeName("here"), "", List.of(), 0, true).on(new MachineId("m-1"));
        storage.instances().join(new Instance(THEM, List.of(node("process", here))), LEASE);

        assertThat(isForgotten(hold("a", 1, US, "gpu-0"), assigned)).isFalse();
    }

    @Test
    final void whatALiveInstanceLooksAfterIsNotForgotten() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs.apply(assigned);
        Allocation hold = hold("a", 1, US, "gpu-0");
        storage.instances().join(new Instance(US, List.of()), LEASE);

        assertThat(isForgotten(hold, assigned)).isFalse();
        storage.instances().leave(US);
        assertThat(isForgotten(hold, assigned)).isTrue();
    }

    @Test
    final void anInstanceIsThereUntilItWasNoticedThatItsLeaseIsOver() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs.apply(assigned);
        Allocation hold = hold("a", 1, US, "gpu-0");
        storage.instances().join(new Instance(US, List.of()), Duration.ofMillis(-1));

        assertThat(isForgotten(hold, assigned)).isFalse();
        assertThat(storage.instances().live(THEM)).isEmpty();
        assertThat(isForgotten(hold, assigned)).isTrue();
    }

    @Test
    final void aRunThatWasTakenOverIsNotForgottenByWhoHasNotSeenThat() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs.apply(assigned);
        Transition taken = takeOver(assigned.after());
        jobs.apply(taken);

        assertThat(isForgotten(hold("a", 1, US, "gpu-0"), taken))
                .as("the owner")
                .isFalse();
        assertThat(isForgotten(hold("a", 1, THEM, "gpu-0"), assigned))
                .as("the job's version")
                .isFalse();

        assertThat(holds.list()).containsExactly(hold("a", 1, THEM, "gpu-0"));
        assertThat(jobs.find(ref("a"))).contains(taken.after());
        assertThat(isForgotten(hold("a", 1, THEM, "gpu-0"), taken)).isTrue();
    }

    @Test
    final void oneOfManyThatForgetTheSameAtOnceDoes() throws Exception {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs.apply(assigned);
        Allocation hold = hold("a", 1, US, "gpu-0", "gpu-1");

        assertThat(Together.on(8, i -> isForgotten(hold, assigned)))
                .containsOnlyOnce(true)
                .contains(false);

        assertThat(holds.list()).isEmpty();
        assertThat(jobs.events(ref("a"), 0, 100)).hasSize(4);
    }

    private boolean isForgotten(Allocation hold, Transition last) {
        return holds.forget(new ForgottenAllocation(hold, Optional.of(lost(last.after()))));
    }

    private static Transition lost(Job job) {
        return Transition.of(job, Trigger.REQUEUE, NOW)
                .phase(ExecutionPhase.QUEUED)
                .attempt(job.attempt().givenUp(NOW))
                .event("job.requeued", "Queued again", "Its machine is gone.")
                .build();
    }

    private static Instance.Node node(String executor, GpuNode node) {
        return new Instance.Node(executor, node);
    }

    private Job queued(String id) {
        return jobs.create(List.of(JobHistory.created(ref(id), SPEC, NOW)))
                .get(0)
                .job();
    }

    private static JobRef ref(String id) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(id));
    }

    private static RunKey run(String id, int attempt) {
        return new RunKey(ref(id), attempt);
    }

    private static Allocation hold(String id, int attempt, InstanceId owner, String... devices) {
        return new Allocation(
                run(id, attempt),
                owner,
                "process",
                new MachineId("here"),
                Arrays.asList(devices),
                Optional.of(new NodeName("here")));
    }

    private static Transition assign(Job job, InstanceId owner, String... devices) {
        return assign(job, place("process", "here", Arrays.asList(devices)), owner);
    }

    private static Transition assign(Job job, Placement place, InstanceId owner) {
        return Transition.of(job, Trigger.ASSIGN, NOW)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(job.attempt().next(owner, place))
                .event("job.assigned", "Assigned", "It has a place.")
                .build();
    }

    private static Placement place(String executor, String node, List<String> devices) {
        GpuModel gpu = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        return new Placement(executor, new NodeName(node), devices, gpu, true, "", Usd.ZERO, List.of(), "the only one");
    }

    private Transition ended(Job assigned) {
        return cleanup(started(assigned));
    }

    private Job started(Job assigned) {
        Transition start = Transition.of(assigned, Trigger.START, NOW)
                .phase(ExecutionPhase.RUNNING)
                .event("job.running", "Running", "It runs.")
                .build();
        assertThat(jobs.apply(start)).isTrue();
        return start.after();
    }

    private static Transition cleanup(Job running) {
        return Transition.of(running, NOW)
                .phase(ExecutionPhase.CLEANUP)
                .event("job.cleanup", "Ended", "Its files are collected.")
                .build();
    }

    private static Transition takeOver(Job job) {
        return Transition.of(job, NOW)
                .attempt(job.attempt().takenOver(THEM))
                .event("job.reattached", "Taken over", "Another looks after it.")
                .build();
    }

    private static Transition cancel(Job job) {
        return Transition.of(job, Trigger.CANCEL, NOW)
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }
}
