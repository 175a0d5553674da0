package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.THEM;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.US;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.assign;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.cancel;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.cleanup;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.complete;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.hold;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.run;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.takeOver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.JobStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Devices are free once their program has ended; the allocation lasts until the change that ends the run, or until its
 * owner releases it.
 */
interface AllocationReleaseContract {
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

    private Job started(Job assigned) {
        return underTest().started(assigned);
    }

    private Transition ended(Job assigned) {
        return underTest().ended(assigned);
    }

    @Test
    default void aPlaceStaysHeldUntilItsOwnerReleasesIt() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs().apply(assigned);
        jobs().apply(cancel(assigned.after()));
        Job next = queued("b");
        assertThat(jobs().apply(assign(next, US, "gpu-0"))).isFalse();

        assertThat(holds().release(run("a", 1), THEM)).isFalse();
        assertThat(holds().list()).hasSize(1);
        assertThat(holds().release(run("a", 1), US)).isTrue();
        assertThat(holds().release(run("a", 1), US)).as("once").isFalse();

        assertThat(holds().list()).isEmpty();
        assertThat(jobs().apply(assign(next, US, "gpu-0"))).isTrue();
    }

    @Test
    default void theDevicesOfAProgramThatHasEndedAreFreeAndItsRunIsStillKnown() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs().apply(assigned);
        Transition ended = ended(assigned.after());
        assertThat(jobs().apply(assign(queued("b"), THEM, "gpu-1"))).isFalse();

        assertThat(jobs().apply(ended)).isTrue();

        assertThat(holds().list()).containsExactly(hold("a", 1, US));
        Transition other = assign(queued("c"), THEM, "gpu-0", "gpu-1");
        assertThat(jobs().apply(other)).isTrue();
        assertThat(jobs().apply(ended(other.after()))).isTrue();
        assertThat(holds().list()).containsExactlyInAnyOrder(hold("a", 1, US), hold("c", 1, THEM));
        Transition taken = takeOver(ended.after());
        assertThat(jobs().apply(taken)).isTrue();
        assertThat(holds().list()).containsExactlyInAnyOrder(hold("a", 1, THEM), hold("c", 1, THEM));
        assertThat(holds().release(run("a", 1), THEM)).isTrue();
        assertThat(holds().release(run("c", 1), THEM)).isTrue();
        assertThat(holds().list()).isEmpty();
    }

    @Test
    default void aProgramThatIsSaidToHaveEndedByAnOldVersionKeepsItsDevices() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs().apply(assigned);
        Job running = started(assigned.after());
        Transition ended = cleanup(running);
        jobs().apply(cancel(running));

        assertThat(jobs().apply(ended)).isFalse();

        assertThat(holds().list()).containsExactly(hold("a", 1, US, "gpu-0"));
    }

    @Test
    default void onlyItsOwnerFreesTheDevicesOfARunThatItsJobHasLeft() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1", "gpu-2");
        jobs().apply(assigned);
        jobs().apply(cancel(assigned.after()));

        assertThat(holds().free(run("a", 1), THEM)).isFalse();
        assertThat(holds().list()).containsExactly(hold("a", 1, US, "gpu-0", "gpu-1", "gpu-2"));
        assertThat(holds().free(run("a", 1), US)).isTrue();
        assertThat(holds().free(run("a", 1), US)).as("again").isTrue();

        assertThat(holds().list()).containsExactly(hold("a", 1, US));
        assertThat(holds().over(US)).containsExactly(run("a", 1));
        assertThat(jobs().apply(assign(queued("b"), THEM, "gpu-2"))).isTrue();
        assertThat(holds().release(run("a", 1), US)).isTrue();
        assertThat(holds().free(run("a", 1), US)).as("released").isFalse();
    }

    @Test
    default void theObservedEndOfARunDeletesItsAllocation() {
        Transition a = assign(queued("a"), US, "gpu-0", "gpu-1");
        Transition b = assign(queued("b"), US, "gpu-2");
        jobs().applyAll(List.of(a, b));

        // A start and an end that come together are one change of the job.
        Transition started = HoldStoreUnderTest.start(a.after());
        assertThat(jobs().applyAll(List.of(started, complete(started.after())))).containsExactly(true, true);
        assertThat(holds().list()).containsExactly(hold("b", 1, US, "gpu-2"));
        Job collecting = started(b.after());
        Transition files = cleanup(collecting);
        assertThat(jobs().apply(files)).isTrue();
        assertThat(jobs().apply(complete(files.after()))).isTrue();

        assertThat(holds().list()).isEmpty();
        assertThat(jobs().apply(assign(queued("c"), THEM, "gpu-0", "gpu-1", "gpu-2")))
                .isTrue();
    }

    @Test
    default void anEndByAnOldVersionDeletesNoAllocation() {
        Transition a = assign(queued("a"), US, "gpu-0");
        Transition b = assign(queued("b"), US, "gpu-1");
        jobs().applyAll(List.of(a, b));
        Job running = started(a.after());
        Job other = started(b.after());
        jobs().apply(takeOver(running));

        assertThat(jobs().applyAll(List.of(complete(running), complete(other)))).containsExactly(false, true);

        assertThat(holds().list()).containsExactly(hold("a", 1, THEM, "gpu-0"));
    }

    @Test
    default void placesAndEndsOfProgramsAreStoredTogether() {
        Transition a = assign(queued("a"), US, "gpu-0");
        jobs().apply(a);
        Job running = started(a.after());
        Job b = queued("b");

        assertThat(jobs().applyAll(List.of(cleanup(running), assign(b, US, "gpu-1"))))
                .containsExactly(true, true);

        assertThat(holds().list()).containsExactlyInAnyOrder(hold("a", 1, US), hold("b", 1, US, "gpu-1"));
    }

    @Test
    default void runsWhoseJobsAreOverAreKnownByTheirOwner() {
        Transition a = assign(queued("a"), US, "gpu-0", "gpu-1");
        Transition b = assign(queued("b"), US, "gpu-2");
        Transition c = assign(queued("c"), THEM, "gpu-3");
        jobs().applyAll(List.of(a, b, c));
        assertThat(holds().over(US)).isEmpty();

        jobs().applyAll(List.of(cancel(a.after()), cancel(c.after())));

        assertThat(holds().over(US)).containsExactly(run("a", 1));
        holds().release(run("a", 1), US);
        assertThat(holds().over(US)).isEmpty();
    }
}
