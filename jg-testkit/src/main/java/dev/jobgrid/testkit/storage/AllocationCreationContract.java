package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.NOW;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.THEM;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.US;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.assign;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.complete;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.hold;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.placed;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.ref;
import static dev.jobgrid.testkit.storage.HoldStoreUnderTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.NewJob.IdempotencyKey;
import dev.jobgrid.spi.store.QueueQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A job that is placed already when it is created is stored with its allocation, or not at all. */
interface AllocationCreationContract {
    /** The store that the tests use. */
    HoldStoreUnderTest underTest();

    private JobStore jobs() {
        return underTest().jobs();
    }

    private AllocationStore holds() {
        return underTest().holds();
    }

    private List<Found> create(NewJob... fresh) {
        return jobs().create(List.of(fresh)).stream().map(Creation::found).toList();
    }

    private void assertNothingIsStored(NewJob fresh) {
        assertThat(jobs().find(fresh.job().ref())).isEmpty();
        assertThat(jobs().events(fresh.job().ref(), 0, 100)).isEmpty();
        assertThat(holds().list())
                .extracting(Allocation::run)
                .doesNotContain(fresh.job().run());
    }

    @Test
    default void aPlacedJobIsCreatedWithItsAllocationAndDoesNotWait() {
        NewJob fresh = placed("a", US, "gpu-1", "gpu-0");

        assertThat(jobs().create(List.of(fresh))).containsExactly(new Creation(fresh.job(), Found.CREATED));

        assertThat(jobs().find(fresh.job().ref())).contains(fresh.job());
        assertThat(jobs().events(fresh.job().ref(), 0, 100))
                .isEqualTo(fresh.events())
                .hasSize(3);
        assertThat(holds().list()).containsExactly(hold("a", 1, US, "gpu-0", "gpu-1"));
        assertThat(jobs().queued(QueueQuery.all(NOW, 10, 10))).isEmpty();
        assertThat(jobs().active()).containsExactly(fresh.job());
    }

    @Test
    default void aPlacedJobRunsOnAsOneThatWaitedFirst() {
        NewJob fresh = placed("a", US, "gpu-0");
        create(fresh);

        assertThat(jobs().apply(complete(underTest().started(fresh.job())))).isTrue();

        assertThat(holds().list()).isEmpty();
        assertThat(create(placed("b", US, "gpu-0"))).containsExactly(Found.CREATED);
    }

    @Test
    default void aPlacedJobWhoseDeviceAnotherRunHoldsLeavesNothing() {
        jobs().apply(assign(underTest().queued("holder"), THEM, "gpu-1"));
        NewJob late = keyed(placed("late", US, "gpu-0", "gpu-1", "gpu-2"), "key");

        assertThat(jobs().create(List.of(late))).containsExactly(new Creation(late.job(), Found.DEVICE_HELD));

        assertNothingIsStored(late);
        assertThat(jobs().findByKey(ref("late").workspace(), "key", NOW)).isEmpty();
        assertThat(create(placed("other", US, "gpu-0", "gpu-2")))
                .as("its other devices are free")
                .containsExactly(Found.CREATED);
        assertThat(create(keyed(placed("late", US, "gpu-3"), "key")))
                .as("its id and its key are free")
                .containsExactly(Found.CREATED);
    }

    @Test
    default void oneHeldDeviceRejectsTheWholeList() {
        create(placed("holder", THEM, "gpu-0"));
        NewJob free = placed("free", US, "gpu-1");
        NewJob late = placed("late", US, "gpu-0");

        assertThat(create(free, late)).containsExactly(Found.BATCH_REJECTED, Found.DEVICE_HELD);

        assertNothingIsStored(free);
        assertNothingIsStored(late);
    }

    @Test
    default void oneOfManyThatAreCreatedOnTheSameDeviceGetsIt() throws Exception {
        List<Found> found = Together.on(
                16,
                i -> create(placed("job-" + i, US, i % 2 == 0 ? "gpu-0" : "gpu-1"))
                        .get(0));

        assertThat(found).containsOnly(Found.CREATED, Found.DEVICE_HELD);
        assertThat(found.stream().filter(each -> each == Found.CREATED)).hasSize(2);
        assertThat(holds().list()).hasSize(2);
    }

    @Test
    default void oneOfACreationAndAChangeThatWantTheSameDeviceGetsIt() throws Exception {
        for (int round = 0; round < 5; round++) {
            int now = round;
            String device = "gpu-" + round;
            Job waiting = underTest().queued("waiting-" + round);

            List<Boolean> got = Together.on(
                    2,
                    i -> i == 0
                            ? create(placed("placed-" + now, US, device)).get(0) == Found.CREATED
                            : jobs().apply(assign(waiting, THEM, device)));

            assertThat(got).containsExactlyInAnyOrder(true, false);
            assertThat(holds().list()).hasSize(round + 1);
        }
    }

    @Test
    default void aTakenIdHoldsNothing() {
        create(placed("a", US, "gpu-0"));

        assertThat(create(placed("a", US, "gpu-1"))).containsExactly(Found.SAME_ID);

        assertThat(holds().list()).containsExactly(hold("a", 1, US, "gpu-0"));
    }

    @Test
    default void aTakenKeyHoldsNothing() {
        create(keyed(placed("a", US, "gpu-0"), "key"));

        assertThat(create(keyed(placed("b", US, "gpu-1"), "key"))).containsExactly(Found.SAME_KEY);

        assertThat(holds().list()).extracting(Allocation::run).containsExactly(run("a", 1));
        assertThat(jobs().find(ref("b"))).isEmpty();
    }

    private static NewJob keyed(NewJob fresh, String key) {
        IdempotencyKey used = new IdempotencyKey(key, NOW, NOW.plus(Duration.ofHours(24)));
        return new NewJob(fresh.job(), fresh.events(), fresh.reservation(), Optional.of(used));
    }
}
