package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.sim.CrashingStorage.Moment;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.DeferredStorage;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A job that is submitted while nobody waits and its GPU is free is stored with its place. */
class PlacedSubmitTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MemoryStorage memory = new MemoryStorage(clock);
    private final ScriptedExecutor engine = new ScriptedExecutor(
            clock, List.of(node()), run -> RunScript.prints().lasting(this.length));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private Duration length = Duration.ofMinutes(1);

    /** What happens before or after the next job is created in the store. */
    private Optional<Runnable> before = Optional.empty();

    private Optional<Runnable> after = Optional.empty();

    /** The end of a process: nothing of it may be stepped any more. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private void nextCreation(Moment moment, Runnable what) {
        before = Optional.of(what).filter(any -> moment == Moment.BEFORE);
        after = Optional.of(what).filter(any -> moment == Moment.AFTER);
    }

    private Storage watched() {
        JobStore jobs = proxy(JobStore.class, (method, arguments) -> {
            if (!method.getName().equals("create")) {
                return invoked(method, memory.jobs(), arguments);
            }
            Optional<Runnable> now = before;
            Optional<Runnable> then = after;
            before = Optional.empty();
            after = Optional.empty();
            now.ifPresent(Runnable::run);
            Object answer = invoked(method, memory.jobs(), arguments);
            then.ifPresent(Runnable::run);
            return answer;
        });
        return proxy(
                Storage.class,
                (method, arguments) -> method.getName().equals("jobs") ? jobs : invoked(method, memory, arguments));
    }

    /** The answer of a port's method. */
    @FunctionalInterface
    private interface Answer {
        Object to(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> port, Answer answer) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (self, method, arguments) -> answer.to(method, arguments)));
    }

    private static Object invoked(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static GpuNode node() {
        GpuNode.Device device = new GpuNode.Device("gpu0", GPU, new Usd(800_000), false);
        return new GpuNode(new NodeName("n"), "local", List.of(device), 1L << 40, true);
    }

    private JobGrid grid(Storage storage, SteppedLoops own, UnaryOperator<JobGridBuilder> more) {
        return more.apply(JobGrid.builder()
                        .storage(storage)
                        .executor(engine.door(Set.of(new NodeName("n"))))
                        .clock(clock)
                        .loops(own)
                        .settings(GridSettings.DEFAULT.withSharing(new GridSettings.Sharing(LEASE, LEASE))))
                .build();
    }

    /** One that has looked, and found nobody. */
    private JobGrid resting(Storage storage) {
        JobGrid grid = grid(storage, loops, builder -> builder);
        pass(5, loops);
        return grid;
    }

    private void pass(int seconds, SteppedLoops... all) {
        for (int tenth = 0; tenth < 10 * seconds; tenth++) {
            clock.advance(Duration.ofMillis(100));
            for (SteppedLoops each : all) {
                each.stepAll();
            }
        }
    }

    private static JobSpec.Builder spec(String id) {
        return JobSpec.builder(id, "acme/train:cuda12", WorkloadType.BATCH)
                .id(new JobId(id))
                .gpu(GpuRequest.builder().required(true).build());
    }

    private static JobRef ref(String id) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(id));
    }

    private JobStatus status(String id) {
        return memory.jobs().find(ref(id)).orElseThrow().status();
    }

    private static Receipt submit(JobGrid grid, String id) {
        return grid.submit(Draft.of(spec(id).build()), SubmitOptions.NONE);
    }

    /** Steps nothing but the one run, until it has ended. */
    private void endRun() {
        String run = loops.names().stream()
                .filter(name -> name.startsWith("run "))
                .findFirst()
                .orElseThrow();
        while (loops.names().contains(run)) {
            loops.step(run);
        }
        assertHeldBy();
    }

    private Placement placeOf(Receipt receipt) {
        return memory.jobs()
                .find(receipt.job().ref())
                .flatMap(job -> job.attempt().placement())
                .orElseThrow();
    }

    private void assertHeldBy(String... jobs) {
        assertThat(memory.holds().list())
                .extracting(hold -> hold.run().job().id().value())
                .containsExactly(jobs);
    }

    @Test
    void aJobThatFindsTheQueueEmptyIsStoredWithItsPlaceAndRuns() {
        try (JobGrid grid = resting(memory)) {
            submit(grid, "one");

            assertThat(status("one")).isEqualTo(JobStatus.ASSIGNED);
            assertHeldBy("one");
            assertThat(grid.events(new JobId("one")))
                    .extracting(JobEvent::type)
                    .containsExactly("job.submitted", "job.queued", "job.assigned");
            pass(90, loops);
            assertThat(status("one")).isEqualTo(JobStatus.COMPLETED);
            assertHeldBy();
        }
    }

    @Test
    void theReceiptIsThatOfAJobThatWaits() {
        Receipt placed;
        try (JobGrid grid = resting(memory)) {
            placed = submit(grid, "one");
        }
        try (JobGrid grid = grid(new MemoryStorage(clock), new SteppedLoops(new Random(1)), builder -> builder)) {
            assertThat(placed).isEqualTo(submit(grid, "one")).hasToString(placed.toString());
            assertThat(placed.job().status()).isEqualTo(JobStatus.QUEUED);
            assertThat(status("one")).isEqualTo(JobStatus.ASSIGNED);
        }
    }

    @Test
    void aJobWhoseDeviceAPeerHasTakenWaitsForIt() {
        try (JobGrid grid = resting(memory)) {
            Placement place = placeOf(submit(grid, "before"));
            pass(120, loops);
            assertHeldBy();
            InstanceId peer = new InstanceId("grid_peer");
            Job waiting = JobHistory.created(ref("peers"), spec("peers").build(), clock.instant())
                    .job();
            Job peers = Transition.of(waiting, Trigger.ASSIGN, clock.instant())
                    .phase(ExecutionPhase.WORKER_ASSIGNED)
                    .attempt(waiting.attempt().next(peer, place))
                    .build()
                    .after();
            memory.jobs().create(List.of(new NewJob(peers, List.of(), Usd.ZERO, Optional.empty())));

            Receipt receipt = submit(grid, "late");

            assertThat(receipt.job().status()).isEqualTo(JobStatus.QUEUED);
            assertThat(status("late")).isEqualTo(JobStatus.QUEUED);
            assertHeldBy("peers");
            memory.holds().release(peers.run(), peer);
            pass(5, loops);
            assertHeldBy("late");
        }
    }

    @Test
    void aJobThatWaitsIsNotOvertakenByASubmitWhenItsDeviceComesFree() {
        try (JobGrid grid = resting(memory)) {
            submit(grid, "first");
            submit(grid, "waits");
            pass(2, loops);
            assertThat(status("waits")).isEqualTo(JobStatus.QUEUED);
            clock.advance(Duration.ofMinutes(2));
            endRun();

            submit(grid, "later");

            assertThat(status("later")).isEqualTo(JobStatus.QUEUED);
            pass(1, loops);
            assertHeldBy("waits");
        }
    }

    @Test
    void aSubmitLeavesThePlaceToALookThatAPeerHasAskedFor() {
        try (JobGrid grid = resting(memory)) {
            memory.jobs()
                    .create(List.of(
                            JobHistory.created(ref("peers"), spec("peers").build(), clock.instant())));

            submit(grid, "later");

            assertThat(status("later")).isEqualTo(JobStatus.QUEUED);
            assertHeldBy();
        }
    }

    @Test
    void aWorkspaceIsChargedForWhatItsSubmitsPlace() {
        try (JobGrid grid = resting(memory)) {
            length = Duration.ZERO;
            submit(grid, "placed");
            assertThat(status("placed")).isEqualTo(JobStatus.ASSIGNED);
            endRun(); // before any look has seen it
            length = Duration.ofMinutes(1);
            JobGrid other = grid.as(Caller.owner(new WorkspaceId("other")));
            grid.submitAll(List.of(spec("ours").build()));
            clock.advance(Duration.ofMillis(1));
            other.submitAll(List.of(spec("others").build()));

            loops.step("dispatcher");

            assertHeldBy("others");
        }
    }

    @Test
    void aSubmitThatIsRepeatedHoldsNothing() {
        try (JobGrid grid = resting(memory)) {
            submit(grid, "one");
            pass(120, loops);
            assertHeldBy();

            Receipt again = submit(grid, "one");

            assertThat(again.replayed()).isTrue();
            assertThat(again.job().status()).isEqualTo(JobStatus.COMPLETED);
            assertHeldBy();
            submit(grid, "two");
            assertThat(status("two")).isEqualTo(JobStatus.ASSIGNED);
        }
    }

    @Test
    void aListAndAJobThatALimitCountsWaitForTheirPlace() {
        try (JobGrid grid = resting(memory)) {
            grid.submitAll(List.of(spec("listed").build()));
            assertThat(status("listed")).isEqualTo(JobStatus.QUEUED);
        }
        SteppedLoops own = new SteppedLoops(new Random(1));
        AdmissionPolicy limits = AdmissionPolicy.of(AdmissionLimits.NONE.withConcurrentJobs(10));
        try (JobGrid grid = grid(memory, own, builder -> builder.admission(limits))) {
            pass(200, own);
            assertHeldBy();
            submit(grid, "counted");
            assertThat(status("counted")).isEqualTo(JobStatus.QUEUED);
            pass(1, own);
            assertHeldBy("counted");
        }
    }

    @Test
    void aSubmitThatIsStoredLaterHoldsUpNoLoop() {
        Queue<Runnable> late = new ArrayDeque<>();
        try (JobGrid grid = resting(DeferredStorage.of(memory, late::add))) {
            CompletableFuture<Receipt> receipt = grid.submitAsync(
                            Draft.of(spec("one").build()), SubmitOptions.NONE)
                    .toCompletableFuture();
            pass(1, loops);
            assertThat(receipt).isNotDone();

            late.remove().run();

            assertThat(receipt.join().job().status()).isEqualTo(JobStatus.QUEUED);
            assertThat(status("one")).isEqualTo(JobStatus.ASSIGNED);
            pass(90, loops);
            assertThat(status("one")).isEqualTo(JobStatus.COMPLETED);
        }
    }

    @Test
    void aProcessThatIsKilledBeforeItsSubmitIsStoredLeavesNothing() {
        killed(Moment.BEFORE);

        assertThat(memory.jobs().find(ref("one"))).isEmpty();
        assertHeldBy();
        SteppedLoops next = new SteppedLoops(new Random(1));
        try (JobGrid successor = grid(memory, next, builder -> builder)) {
            pass(5, next);
            submit(successor, "two");
            assertThat(status("two")).isEqualTo(JobStatus.ASSIGNED);
        }
    }

    @Test
    void theJobOfAProcessThatIsKilledBeforeTheLaunchIsLaunchedOnceByItsSuccessor() {
        killed(Moment.AFTER);

        assertThat(status("one")).isEqualTo(JobStatus.ASSIGNED);
        assertHeldBy("one");
        SteppedLoops next = new SteppedLoops(new Random(1));
        try (JobGrid successor = grid(memory, next, builder -> builder)) {
            pass(150, next);
            assertThat(successor.status(new JobId("one")).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(engine.launches(ref("one"))).isEqualTo(1);
            assertHeldBy();
        }
    }

    private void killed(Moment moment) {
        JobGrid grid = resting(watched());
        nextCreation(moment, () -> {
            throw new Killed();
        });
        assertThatThrownBy(() -> submit(grid, "one")).isInstanceOf(Killed.class);
        loops.close();
    }

    @Test
    void aJobWhoseStoringIsUncertainRunsIfItWasStored() {
        try (JobGrid grid = resting(watched())) {
            nextCreation(Moment.AFTER, () -> {
                throw new JobGridException("the answer was lost", new IOException("simulated"));
            });
            assertThatThrownBy(() -> submit(grid, "unsure")).hasMessageContaining("the answer was lost");
            assertThat(status("unsure")).isEqualTo(JobStatus.ASSIGNED);

            pass(90, loops);

            assertThat(status("unsure")).isEqualTo(JobStatus.COMPLETED);
            assertThat(engine.launches(ref("unsure"))).isEqualTo(1);
            assertHeldBy();
        }
    }

    /** A peer gets the device by its own submit, or by a look, before or after the submit of this grid is stored. */
    @Test
    void oneOfTwoGridsGetsTheDeviceByItsSubmitOrByALook() {
        for (boolean isLook : new boolean[] {true, false}) {
            for (Moment moment : Moment.values()) {
                String ours = "ours-" + isLook + moment;
                String theirs = "theirs-" + isLook + moment;
                SteppedLoops first = new SteppedLoops(new Random(1));
                SteppedLoops second = new SteppedLoops(new Random(2));
                try (JobGrid grid = grid(watched(), first, builder -> builder);
                        JobGrid peer = grid(memory, second, builder -> builder)) {
                    pass(30, first, second);
                    nextCreation(moment, () -> {
                        if (isLook) {
                            peer.submitAll(List.of(spec(theirs).build()));
                            second.step("dispatcher");
                        } else {
                            submit(peer, theirs);
                        }
                    });

                    submit(grid, ours);

                    String faster = moment == Moment.BEFORE ? theirs : ours;
                    String slower = moment == Moment.BEFORE ? ours : theirs;
                    assertHeldBy(faster);
                    assertThat(status(slower)).isEqualTo(JobStatus.QUEUED);
                    pass(200, first, second);
                    assertThat(List.of(status(ours), status(theirs))).containsOnly(JobStatus.COMPLETED);
                    assertHeldBy();
                }
            }
        }
    }
}
