package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.THEM;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.US;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.assign;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.cancel;
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

/** An allocation changes its owner with its run, and is restored then if it was lost and its devices are free. */
interface AllocationTakeOverContract {
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

    private Transition ended(Job assigned) {
        return underTest().ended(assigned);
    }

    @Test
    default void aChangeOfTheOwnerTakesTheHoldAlong() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs().apply(assigned);
        Transition taken = takeOver(assigned.after());

        assertThat(jobs().apply(taken)).isTrue();
        assertThat(holds().list()).containsExactly(hold("a", 1, THEM, "gpu-0", "gpu-1"));
        assertThat(jobs().apply(takeOver(assigned.after())))
                .as("from an old version")
                .isFalse();

        assertThat(holds().release(run("a", 1), US)).isFalse();
        assertThat(holds().release(run("a", 1), THEM)).isTrue();
    }

    @Test
    default void aRunThatLostItsHoldGetsItBackWithItsNextOwnerUnlessAnotherHasIt() {
        Transition a = assign(queued("a"), US, "gpu-0");
        Transition b = assign(queued("b"), US, "gpu-1");
        jobs().applyAll(List.of(a, b));
        holds().release(run("a", 1), US);
        holds().release(run("b", 1), US);
        jobs().apply(assign(queued("c"), US, "gpu-1"));

        assertThat(jobs().applyAll(List.of(takeOver(a.after()), takeOver(b.after()))))
                .containsExactly(true, false);

        assertThat(holds().list()).containsExactlyInAnyOrder(hold("a", 1, THEM, "gpu-0"), hold("c", 1, US, "gpu-1"));
    }

    @Test
    default void aHoldThatIsGoneComesBackWithoutTheDevicesOfAProgramThatHasEnded() {
        Transition assigned = assign(queued("a"), US, "gpu-0");
        jobs().apply(assigned);
        Transition ended = ended(assigned.after());
        jobs().apply(ended);
        holds().release(run("a", 1), US);
        jobs().apply(assign(queued("b"), US, "gpu-0"));

        assertThat(jobs().apply(takeOver(ended.after()))).isTrue();

        assertThat(holds().list()).containsExactlyInAnyOrder(hold("a", 1, THEM), hold("b", 1, US, "gpu-0"));
    }

    @Test
    default void anotherCanTakeWhatItsJobNoLongerWants() {
        Transition assigned = assign(queued("a"), US, "gpu-0", "gpu-1");
        jobs().apply(assigned);
        jobs().apply(cancel(assigned.after()));

        assertThat(holds().takeOver(run("a", 1), THEM, US)).isFalse();
        assertThat(holds().takeOver(run("b", 1), US, THEM)).isFalse();
        assertThat(holds().takeOver(run("a", 1), US, THEM)).isTrue();
        assertThat(holds().takeOver(run("a", 1), US, THEM)).as("once").isFalse();

        assertThat(holds().list()).containsExactly(hold("a", 1, THEM, "gpu-0", "gpu-1"));
    }
}
