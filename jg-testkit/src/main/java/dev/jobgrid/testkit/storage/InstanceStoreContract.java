package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
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
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.InstanceStore.Listening;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link InstanceStore}. Extend it and give it a storage. */
public abstract class InstanceStoreContract {
    private static final Duration LONG = Duration.ofHours(1);

    /** Ends at once: a lease that has run out when it is looked at next. */
    private static final Duration OVER = Duration.ofMillis(-1);

    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final Instance A = instance("grid_a", 2);
    private static final Instance B = instance("grid_b", 0);
    private static final InstanceId ANYONE = new InstanceId("anyone");

    private Storage storage;
    private InstanceStore instances;
    private final List<Listening> connections = new ArrayList<>();

    /** For subclasses. */
    protected InstanceStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        instances = storage.instances();
    }

    @AfterEach
    final void close() {
        connections.forEach(Listening::close);
        storage.close();
    }

    @Test
    final void thoseThatJoinedLiveAsTheySaidTheyAre() {
        assertThat(instances.live(ANYONE)).isEmpty();

        instances.join(B, LONG);
        instances.join(A, LONG);

        assertThat(instances.live(ANYONE)).containsExactly(A, B);
    }

    @Test
    final void anIdJoinsOnce() {
        instances.join(A, LONG);

        assertThatThrownBy(() -> instances.join(A, LONG)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    final void theNodesAreThoseOfTheLastRenewal() {
        instances.join(A, LONG);
        Instance more = instance("grid_a", 8);

        assertThat(instances.renew(more, LONG)).isTrue();

        assertThat(instances.live(ANYONE)).containsExactly(more);
    }

    @Test
    final void aGridMayReachThousandsOfNodes() {
        List<Instance.Node> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.addAll(instance("n" + i, 8).nodes());
        }
        Instance large = new Instance(A.id(), many);
        instances.join(large, LONG);
        assertThat(instances.live(ANYONE)).containsExactly(large);

        List<Instance.Node> fewer = new ArrayList<>(many.subList(0, 500));
        fewer.set(7, instance("other", 3).nodes().get(0));
        Instance changed = new Instance(A.id(), fewer);
        assertThat(instances.renew(changed, LONG)).isTrue();

        assertThat(instances.live(ANYONE)).containsExactly(changed);
    }

    @Test
    final void oneThatLeavesIsOverForGood() {
        instances.join(A, LONG);
        instances.join(B, LONG);

        instances.leave(A.id());
        instances.leave(A.id());

        assertThat(instances.live(ANYONE)).containsExactly(B);
        assertThat(instances.renew(A, LONG)).isFalse();
        assertThat(instances.live(ANYONE)).containsExactly(B);
    }

    @Test
    final void oneWhoseLeaseHasRunOutIsOverAsSoonAsAnyoneLooks() {
        instances.join(A, OVER);
        instances.join(B, LONG);

        assertThat(instances.live(ANYONE)).containsExactly(B);

        assertThat(instances.renew(A, LONG)).isFalse();
        assertThat(instances.live(ANYONE)).containsExactly(B);
    }

    /** A clock that was set, or a host that slept, is no reason to give oneself up. */
    @Test
    final void noOneIsOverByItsOwnLook() {
        instances.join(A, OVER);
        instances.join(B, OVER);

        assertThat(instances.live(A.id())).containsExactly(A);

        assertThat(instances.renew(B, LONG)).isFalse();
        assertThat(instances.live(B.id())).isEmpty();
        assertThat(instances.renew(A, LONG)).isFalse();
    }

    @Test
    final void oneThatComesLateLivesOnIfNoOneHasNoticed() {
        instances.join(A, OVER);

        assertThat(instances.renew(A, LONG)).isTrue();

        assertThat(instances.live(ANYONE)).containsExactly(A);
    }

    @Test
    final void aLeaseRunsFromItsLastRenewal() {
        instances.join(A, LONG);

        assertThat(instances.renew(A, OVER)).isTrue();

        assertThat(instances.live(ANYONE)).isEmpty();
    }

    @Test
    final void oneThatIsFoundOverIsOverForEveryone() throws Exception {
        for (int round = 0; round < 20; round++) {
            Instance late = instance("grid_late" + round, 1);
            instances.join(late, OVER);

            List<Boolean> answers = Together.on(
                    8,
                    i -> i % 2 == 0
                            ? instances.renew(late, LONG)
                            : instances.live(ANYONE).contains(late));

            boolean lives = instances.live(ANYONE).contains(late);
            assertThat(instances.renew(late, LONG)).isEqualTo(lives);
            if (!lives) {
                continue;
            }
            assertThat(List.of(answers.get(0), answers.get(2), answers.get(4), answers.get(6)))
                    .as("renewals of one that no one found over")
                    .containsOnly(true);
        }
    }

    @Test
    final void aListenerHearsOfJobsThatAreStored() throws Exception {
        instances.join(A, LONG);
        Heard heard = listen(A);
        instances.idle(A.id(), true);

        queued("a");

        heard.await("work");
    }

    @Test
    final void anIdleListenerHearsOfJobsThatAreQueuedAgainAndOfDevicesGivenBack() throws Exception {
        instances.join(A, LONG);
        instances.join(B, LONG);
        Heard heard = listen(A);
        instances.idle(A.id(), true);
        Transition assigned = assign(queued("a"));
        storage.jobs().apply(assigned);
        heard.await("work");

        storage.jobs()
                .apply(Transition.of(assigned.after(), Trigger.REQUEUE, Instant.EPOCH)
                        .phase(ExecutionPhase.QUEUED)
                        .attempt(assigned.after().attempt().givenUp(Instant.EPOCH))
                        .build());
        heard.await("work");

        storage.holds().release(assigned.after().run(), B.id());
        heard.await("work");
    }

    @Test
    final void theOwnerOfARunAloneHearsThatItsJobWasCancelled() throws Exception {
        instances.join(A, LONG);
        instances.join(B, LONG);
        Heard owner = listen(B);
        Heard other = listen(A);
        instances.idle(A.id(), true);
        Transition assigned = assign(queued("a"));
        storage.jobs().apply(assigned);
        other.await("work");

        storage.jobs()
                .apply(Transition.of(assigned.after(), Trigger.CANCEL, Instant.EPOCH)
                        .event("job.cancelled", "Cancelled", "It was stopped.")
                        .build());
        storage.holds().release(assigned.after().run(), B.id());

        owner.await("cancelled " + assigned.after().ref());
        other.await("work");
        assertThat(other.all).containsOnly("work");
    }

    @Test
    final void aListenerThatIsClosedHearsNothing() throws Exception {
        instances.join(A, LONG);
        Heard closed = listen(A);
        instances.idle(A.id(), true);
        queued("a");
        closed.await("work");
        connections.forEach(Listening::close);
        connections.forEach(Listening::close);
        int heard = closed.all.size();
        Heard open = listen(A);

        queued("b");

        open.await("work");
        assertThat(closed.all).hasSize(heard);
    }

    @Test
    final void closingAListenerWaitsForItsCallsUnderWay() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        Semaphore goOn = new Semaphore(0);
        AtomicBoolean isOver = new AtomicBoolean();
        instances.join(A, LONG);
        Listening slow = instances.listen(A.id(), new InstanceStore.Listener() {
            @Override
            public void workStored() {
                called.countDown();
                goOn.acquireUninterruptibly();
                isOver.set(true);
                goOn.release();
            }

            @Override
            public void cancelled(JobRef job) {}
        });
        instances.idle(A.id(), true);
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

    private Heard listen(Instance self) {
        Heard heard = new Heard();
        connections.add(instances.listen(self.id(), heard));
        return heard;
    }

    private Job queued(String id) {
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId(id));
        JobSpec spec =
                JobSpec.builder("instances", "acme/app:1", WorkloadType.BATCH).build();
        return storage.jobs()
                .create(List.of(JobHistory.created(ref, spec, Instant.EPOCH)))
                .get(0)
                .job();
    }

    private static Transition assign(Job job) {
        Placement place = new Placement(
                "process", new NodeName("here"), List.of("gpu-0"), GPU, true, "", Usd.ZERO, List.of(), "the only one");
        return Transition.of(job, Trigger.ASSIGN, Instant.EPOCH)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(job.attempt().next(B.id(), place))
                .event("job.assigned", "Assigned", "It has a place.")
                .build();
    }

    private static Instance instance(String id, int gpus) {
        List<GpuNode.Device> devices = IntStream.range(0, gpus)
                .mapToObj(i -> new GpuNode.Device("gpu-" + i, GPU, new Usd(800_000), i % 2 == 0))
                .toList();
        GpuNode node = new GpuNode(
                new NodeName("node of " + id),
                "eu-west",
                devices,
                1L << 40,
                true,
                List.of("acme/train:1"),
                true,
                List.of(
                        HostMount.readOnly("datasets", "/mnt/data sets"),
                        HostMount.writable("scratch", "/mnt/scratch", new WorkspaceId("team-a"))),
                Optional.of(new MachineId("machine of " + id)));
        return new Instance(new InstanceId(id), gpus == 0 ? List.of() : List.of(new Instance.Node("process", node)));
    }

    /** What a listener was told. */
    private static final class Heard implements InstanceStore.Listener {
        private static final long PATIENCE_SECONDS = 60;

        private final List<String> all = new CopyOnWriteArrayList<>();
        private final LinkedBlockingQueue<String> coming = new LinkedBlockingQueue<>();

        @Override
        public void workStored() {
            hear("work");
        }

        @Override
        public void cancelled(JobRef job) {
            hear("cancelled " + job);
        }

        private void hear(String signal) {
            all.add(signal);
            coming.add(signal);
        }

        /** Waits for the signal, which others may come before. */
        void await(String wanted) throws InterruptedException {
            String signal = "";
            while (!wanted.equals(signal)) {
                signal = coming.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(signal)
                        .as("'%s' within %s s", wanted, PATIENCE_SECONDS)
                        .isNotNull();
            }
        }
    }
}
