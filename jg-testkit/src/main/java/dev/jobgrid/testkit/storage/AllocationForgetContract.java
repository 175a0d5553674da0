package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.LEASE;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.THEM;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.US;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.assign;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.cancel;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.hold;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.on;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.ref;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.takeOver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.ForgottenAllocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An allocation on a machine that is gone is removed with the transition of its job, unless a live instance owns it or reaches the machine. */
interface AllocationForgetContract {
    /** The store that the tests use. */
    HoldStoreUnderTest underTest();

    private Storage storage() {
        return underTest().storage();
    }

    private JobStore jobs() {
        return underTest().jobs();
    }

    private AllocationStore holds() {
        return underTest().holds();
    }

    private Job queued(String id) {
        return underTest().queued(id);
    }

    @Test
    default void whatWasHeldOnAMachineThatIsGoneIsForgottenWithTheChangeOfItsJob() {
        Transition assigned = assign(queued("a"), on("m-1", "gpu-host"), US);
        jobs().apply(assigned);
        Allocation hold = holds().list().get(0);
        assertThat(hold.node()).contains(new NodeName("gpu-host"));
        Transition lost = lost(assigned.after());

        assertThat(holds().forget(new ForgottenAllocation(hold, Optional.of(lost))))
                .isTrue();

        assertThat(holds().list()).isEmpty();
        assertThat(jobs().find(ref("a"))).contains(lost.after());
        assertThat(jobs().events(ref("a"), 0, 100)).endsWith(lost.events().get(0));
        assertThat(holds().forget(new ForgottenAllocation(hold, Optional.empty())))
                .as("once")
                .isFalse();
        assertThat(jobs().apply(assign(queued("b"), on("m-1", "gpu-host"), THEM)))
                .as("the machine is there again")
                .isTrue();
    }

    @Test
    default void allThatARunHoldsIsForgottenAndNothingElse() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs().applyAll(List.of(assigned, assign(queued("b"), US, "gpu-2")));
        jobs().apply(cancel(assigned.after()));
        Allocation a = hold("a", 1, US, "gpu-0", "gpu-1");

        assertThat(holds().forget(new ForgottenAllocation(a, Optional.empty()))).isTrue();

        assertThat(holds().list()).containsExactly(hold("b", 1, US, "gpu-2"));
    }

    @Test
    default void whatAnInstanceMayReachIsNotForgotten() {
        Transition assigned = assign(queued("a"), on("m-1", "gpu-host"), US);
        jobs().apply(assigned);
        Allocation hold = holds().list().get(0);
        GpuNode named = new GpuNode(new NodeName("gpu-host"), "", List.of(), 0, false);
        List<Instance.Node> there = List.of(
                node("process", named.named(new NodeName("renamed")).on(new MachineId("m-1"))),
                node("process", GpuNode.unknown(new NodeName("gpu-host"), "", List.of())));
        List<Instance.Node> elsewhere = List.of(
                node("docker", named.on(new MachineId("m-1"))),
                node("process", named.on(new MachineId("m-2"))),
                node("process", GpuNode.unknown(new NodeName("another"), "", List.of())));

        for (Instance.Node node : there) {
            InstanceId reaching = InstanceId.random();
            storage().instances().join(new Instance(reaching, List.of(node)), LEASE);
            assertThat(isForgotten(hold, assigned)).as(node.toString()).isFalse();
            storage().instances().leave(reaching);
        }

        assertThat(holds().list()).containsExactly(hold);
        assertThat(jobs().find(ref("a"))).contains(assigned.after());
        assertThat(jobs().events(ref("a"), 0, 100)).hasSize(3);
        storage().instances().join(new Instance(THEM, elsewhere), LEASE);
        assertThat(isForgotten(hold, assigned)).isTrue();
    }

    @Test
    default void aHoldThatWasNotedByTheMachinesNameIsNotForgottenWhileThatIsReached() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs().apply(assigned);
        GpuNode here = new GpuNode(new NodeName("here"), "", List.of(), 0, true).on(new MachineId("m-1"));
        storage().instances().join(new Instance(THEM, List.of(node("process", here))), LEASE);

        assertThat(isForgotten(hold("a", 1, US, "gpu-0"), assigned)).isFalse();
    }

    @Test
    default void whatALiveInstanceLooksAfterIsNotForgotten() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs().apply(assigned);
        Allocation hold = hold("a", 1, US, "gpu-0");
        storage().instances().join(new Instance(US, List.of()), LEASE);

        assertThat(isForgotten(hold, assigned)).isFalse();
        storage().instances().leave(US);
        assertThat(isForgotten(hold, assigned)).isTrue();
    }

    @Test
    default void anInstanceIsThereUntilItWasNoticedThatItsLeaseIsOver() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs().apply(assigned);
        Allocation hold = hold("a", 1, US, "gpu-0");
        storage().instances().join(new Instance(US, List.of()), Duration.ofMillis(-1));

        assertThat(isForgotten(hold, assigned)).isFalse();
        assertThat(storage().instances().live(THEM)).isEmpty();
        assertThat(isForgotten(hold, assigned)).isTrue();
    }

    @Test
    default void aRunThatWasTakenOverIsNotForgottenByWhoHasNotSeenThat() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs().apply(assigned);
        Transition taken = takeOver(assigned.after());
        jobs().apply(taken);

        assertThat(isForgotten(hold("a", 1, US, "gpu-0"), taken))
                .as("the owner")
                .isFalse();
        assertThat(isForgotten(hold("a", 1, THEM, "gpu-0"), assigned))
                .as("the job's version")
                .isFalse();

        assertThat(holds().list()).containsExactly(hold("a", 1, THEM, "gpu-0"));
        assertThat(jobs().find(ref("a"))).contains(taken.after());
        assertThat(isForgotten(hold("a", 1, THEM, "gpu-0"), taken)).isTrue();
    }

    @Test
    default void oneOfManyThatForgetTheSameAtOnceDoes() throws Exception {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs().apply(assigned);
        Allocation hold = hold("a", 1, US, "gpu-0", "gpu-1");

        assertThat(Together.on(8, i -> isForgotten(hold, assigned)))
                .containsOnlyOnce(true)
                .contains(false);

        assertThat(holds().list()).isEmpty();
        assertThat(jobs().events(ref("a"), 0, 100)).hasSize(4);
    }

    private boolean isForgotten(Allocation hold, Transition last) {
        return holds().forget(new ForgottenAllocation(hold, Optional.of(lost(last.after()))));
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
}
