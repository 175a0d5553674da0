package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.THEM;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.US;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.assign;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.cancel;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.hold;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.on;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.place;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.JobStore;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Devices are allocated by the transition that assigns them, to one run at a time. */
interface AllocationAssignContract {
    /** The store that the tests use. */
    HoldStoreUnderTest underTest();

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
    default void aPlaceIsHeldWithTheChangeThatGivesIt() {
        Job job = queued("a");
        assertThat(holds().list()).isEmpty();

        assertThat(jobs().apply(assign(job, US, "gpu-1", "gpu-0"))).isTrue();

        assertThat(holds().list()).containsExactly(hold("a", 1, US, "gpu-0", "gpu-1"));
    }

    @Test
    default void machinesOfOneNameHoldDevicesOfTheirOwn() {
        assertThat(jobs().apply(assign(queued("a"), on("m-1", "here"), US))).isTrue();
        assertThat(jobs().apply(assign(queued("b"), on("m-2", "here"), US))).isTrue();

        assertThat(holds().list())
                .extracting(Allocation::machine)
                .containsExactlyInAnyOrder(new MachineId("m-1"), new MachineId("m-2"));
    }

    @Test
    default void aMachineThatIsCalledOtherwiseHasNoOtherDevices() {
        assertThat(jobs().apply(assign(queued("a"), on("m-1", "here"), US))).isTrue();

        assertThat(jobs().apply(assign(queued("b"), on("m-1", "there"), US))).isFalse();
        assertThat(holds().list()).extracting(Allocation::run).containsExactly(run("a", 1));
    }

    @Test
    default void aDeviceThatAnotherRunHoldsIsRefusedWithAllThatWasToBeWrittenWithIt() {
        Job a = queued("a");
        Job b = queued("b");
        jobs().apply(assign(a, US, "gpu-0", "gpu-1"));

        assertThat(jobs().apply(assign(b, THEM, "gpu-2", "gpu-1", "gpu-3"))).isFalse();

        assertThat(jobs().find(b.ref())).contains(b);
        assertThat(jobs().events(b.ref(), 0, 100)).hasSize(2);
        assertThat(holds().list()).containsExactly(hold("a", 1, US, "gpu-0", "gpu-1"));
        assertThat(jobs().apply(assign(b, THEM, "gpu-2", "gpu-3"))).isTrue();
    }

    @Test
    default void aChangeBuiltFromAnOldVersionHoldsNothing() {
        Job job = queued("a");
        jobs().apply(cancel(job));

        assertThat(jobs().apply(assign(job, US, "gpu-0"))).isFalse();

        assertThat(holds().list()).isEmpty();
    }

    @Test
    default void theSameNamesElsewhereAreOtherDevices() {
        Transition elsewhere = assign(queued("b"), place("process", "elsewhere", List.of("gpu-0")), US);
        Transition otherwise = assign(queued("c"), place("docker", "here", List.of("gpu-0")), US);
        jobs().apply(assign(queued("a"), US, "gpu-0"));

        assertThat(jobs().apply(elsewhere)).isTrue();
        assertThat(jobs().apply(otherwise)).isTrue();

        assertThat(holds().list()).hasSize(3);
    }

    @Test
    default void oneOfTogetherThatWantTheSameDeviceGetsIt() {
        List<Job> waiting = List.of(queued("a"), queued("b"), queued("c"));

        assertThat(jobs().applyAll(List.of(
                        assign(waiting.get(0), US, "gpu-0"),
                        assign(waiting.get(1), US, "gpu-0"),
                        assign(waiting.get(2), US, "gpu-1"))))
                .containsExactly(true, false, true);

        assertThat(jobs().find(waiting.get(1).ref())).contains(waiting.get(1));
        assertThat(holds().list()).hasSize(2);
    }

    @Test
    default void oneOfManyThatWantTheSameDevicesAtOnceGetsThem() throws Exception {
        List<Job> waiting =
                IntStream.range(0, 16).mapToObj(i -> queued("job-" + i)).toList();

        List<Boolean> got = Together.on(16, i -> {
            // In two orders, which must not make them wait for one another in a ring.
            List<String> devices = i % 2 == 0 ? List.of("gpu-0", "gpu-1", "gpu-2") : List.of("gpu-2", "gpu-1", "gpu-0");
            return jobs().apply(assign(waiting.get(i), place("process", "here", devices), US));
        });

        assertThat(got).containsOnlyOnce(true).contains(false);
        assertThat(holds().list()).hasSize(1);
    }

    @Test
    default void aLaterRunOfTheJobHoldsForItself() {
        Transition first = assign(queued("a"), US, "gpu-0");
        jobs().apply(first);
        Transition again = Transition.of(first.after(), Trigger.REQUEUE, NOW)
                .phase(ExecutionPhase.QUEUED)
                .attempt(first.after().attempt().givenUp(NOW))
                .build();
        jobs().apply(again);
        assertThat(jobs().apply(assign(again.after(), THEM, "gpu-0"))).isFalse();

        assertThat(jobs().apply(assign(again.after(), THEM, "gpu-1"))).isTrue();

        assertThat(holds().list()).containsExactlyInAnyOrder(hold("a", 1, US, "gpu-0"), hold("a", 2, THEM, "gpu-1"));
        holds().release(run("a", 1), US);
        assertThat(holds().list()).containsExactly(hold("a", 2, THEM, "gpu-1"));
    }
}
