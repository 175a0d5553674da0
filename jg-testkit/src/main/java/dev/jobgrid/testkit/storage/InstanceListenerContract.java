package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.A;
import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.B;
import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.LONG;
import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.assign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.InstanceStore.Listening;
import dev.jobgrid.spi.store.Storage;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Listeners are notified of work for idle instances, and owners of cancelled runs. */
interface InstanceListenerContract {
    /** The store that the tests use. */
    InstanceStoreUnderTest underTest();

    private Storage storage() {
        return underTest().storage();
    }

    private InstanceStore instances() {
        return underTest().instances();
    }

    private RecordedSignals listen(Instance self) {
        return underTest().listen(self);
    }

    private Job queued(String id) {
        return underTest().queued(id);
    }

    @Test
    default void aListenerHearsOfJobsThatAreStored() throws Exception {
        instances().join(A, LONG);
        RecordedSignals heard = listen(A);
        instances().idle(A.id(), true);

        queued("a");

        heard.await("work");
    }

    @Test
    default void anIdleListenerHearsOfJobsThatAreQueuedAgainAndOfDevicesGivenBack() throws Exception {
        instances().join(A, LONG);
        instances().join(B, LONG);
        RecordedSignals heard = listen(A);
        instances().idle(A.id(), true);
        Transition assigned = assign(queued("a"));
        storage().jobs().apply(assigned);
        heard.await("work");

        storage()
                .jobs()
                .apply(Transition.of(assigned.after(), Trigger.REQUEUE, Instant.EPOCH)
                        .phase(ExecutionPhase.QUEUED)
                        .attempt(assigned.after().attempt().givenUp(Instant.EPOCH))
                        .build());
        heard.await("work");

        storage().holds().release(assigned.after().run(), B.id());
        heard.await("work");
    }

    @Test
    default void theOwnerOfARunAloneHearsThatItsJobWasCancelled() throws Exception {
        instances().join(A, LONG);
        instances().join(B, LONG);
        RecordedSignals owner = listen(B);
        RecordedSignals other = listen(A);
        instances().idle(A.id(), true);
        Transition assigned = assign(queued("a"));
        storage().jobs().apply(assigned);
        other.await("work");

        storage()
                .jobs()
                .apply(Transition.of(assigned.after(), Trigger.CANCEL, Instant.EPOCH)
                        .event("job.cancelled", "Cancelled", "It was stopped.")
                        .build());
        storage().holds().release(assigned.after().run(), B.id());

        owner.await("changed " + assigned.after().ref());
        other.await("work");
        assertThat(other.all()).containsOnly("work");
    }

    @Test
    default void aListenerThatIsClosedHearsNothing() throws Exception {
        instances().join(A, LONG);
        RecordedSignals closed = listen(A);
        instances().idle(A.id(), true);
        queued("a");
        closed.await("work");
        underTest().closeListeners();
        underTest().closeListeners();
        int heard = closed.all().size();
        RecordedSignals open = listen(A);

        queued("b");

        open.await("work");
        assertThat(closed.all()).hasSize(heard);
    }

    @Test
    default void closingAListenerWaitsForItsCallsUnderWay() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        Semaphore goOn = new Semaphore(0);
        AtomicBoolean isOver = new AtomicBoolean();
        instances().join(A, LONG);
        Listening slow = instances().listen(A.id(), new InstanceStore.Listener() {
            @Override
            public void workStored() {
                called.countDown();
                goOn.acquireUninterruptibly();
                isOver.set(true);
                goOn.release();
            }

            @Override
            public void changed(JobRef job) {}
        });
        instances().idle(A.id(), true);
        FutureTask<Job> storing = new FutureTask<>(() -> queued("a"));
        new Thread(storing).start();
        called.await();
        FutureTask<Boolean> closing = new FutureTask<>(() -> {
            slow.close();
            return isOver.get();
        });
        Thread closer = new Thread(closing);
        closer.start();
        await("the closer to wait").until(() -> closing.isDone() || closer.getState() == Thread.State.WAITING);

        goOn.release();

        assertThat(closing.get()).as("the call was over").isTrue();
        storing.get();
    }
}
