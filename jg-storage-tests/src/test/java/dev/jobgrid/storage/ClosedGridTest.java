package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.Feed;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a grid once it is closed. */
class ClosedGridTest {
    private static final String CLOSED = "this grid is closed";

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Set<Thread> waiters = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    private static JobGrid grid(Storage storage) {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        GpuNode node = new GpuNode(
                new NodeName("node"),
                "here",
                List.of(new GpuNode.Device("gpu0", model, new Usd(1), true)),
                1L << 40,
                true);
        return JobGrid.builder()
                .storage(storage)
                .executor(new ScriptedExecutor(
                        InstantSource.system(),
                        List.of(node),
                        run -> RunScript.prints("hello").lasting(Duration.ofHours(1))))
                .build();
    }

    private static JobSpec spec() {
        return JobSpec.builder("closed", "acme/train:1", WorkloadType.BATCH)
                .gpu(GpuRequest.builder().required(true).build())
                .build();
    }

    /** The platform threads of this thread's group, which whoever makes a thread leaves to it. */
    private static List<Thread> threads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> group.equals(thread.getThreadGroup()))
                .filter(thread -> thread.getName().startsWith("jobgrid"))
                .toList();
    }

    /** In a group of threads of its own, as those of other tests may end late, or even begin. */
    private static void closeLeavesNoThreads(Supplier<Storage> storage) throws Exception {
        FutureTask<Void> closing = new FutureTask<>(() -> {
            openAndClose(storage.get());
            return null;
        });
        new Thread(new ThreadGroup("closing"), closing).start();
        closing.get();
    }

    private static void openAndClose(Storage storage) throws Exception {
        try (JobGrid grid = grid(storage)) {
            JobHandle job = grid.submit(spec());
            await("the job to run").until(() -> job.status().status() == JobStatus.RUNNING);
            assertThat(grid.operations().health()).isNotEmpty();
            grid.submitAll(List.of(spec(), spec()));
            grid.submitAsync(Draft.of(spec()), SubmitOptions.NONE)
                    .toCompletableFuture()
                    .get();
            assertThat(threads()).as("those that are to end").isNotEmpty();
        }

        List<Thread> left = threads();
        assertThat(left).as("those kept for more work, which end by themselves").noneMatch(ClosedGridTest::isKept);
        // A pool is over a moment before its last thread is.
        for (Thread thread : left) {
            thread.join(Duration.ofMinutes(1).toMillis());
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    private static boolean isKept(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(call -> call.getClassName().startsWith(SynchronousQueue.class.getName()));
    }

    @Test
    void theThreadsOfAGridOnH2AreGoneWhenCloseReturns() throws Exception {
        closeLeavesNoThreads(() -> H2Storage.open(folder));
    }

    @Test
    void theThreadsOfAGridOnPostgresAreGoneWhenCloseReturns() throws Exception {
        TestPostgres.emptyStorage("closed", folder).close();
        closeLeavesNoThreads(() -> TestPostgres.builder("closed", folder).open());
    }

    @Test
    void callersWaitersAndFeedsAreToldThatTheGridIsClosed() throws Exception {
        JobGrid grid = grid(H2Storage.open(folder));
        JobHandle job = grid.submit(spec());
        await("the job to run").until(() -> job.status().status() == JobStatus.RUNNING);
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        waiting.add(waits(() -> job.await(Duration.ofHours(1))));
        Feed<JobEvent> events = job.events();
        waiting.add(waits(() -> events.forEachRemaining(event -> {})));
        Feed<LogLine> logs = job.logs();
        waiting.add(waits(() -> logs.forEachRemaining(line -> {})));
        CompletableFuture<Void> news = new CompletableFuture<>();
        job.watch(() -> news.complete(null));
        await("all to wait")
                .until(() -> waiters.size() == waiting.size()
                        && waiters.stream()
                                .map(Thread::getState)
                                .allMatch(EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)::contains));

        grid.close();

        for (CompletableFuture<Void> each : waiting) {
            assertThatThrownBy(() -> each.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(JobGridException.class)
                    .hasMessageContaining(CLOSED);
        }
        news.get(60, TimeUnit.SECONDS);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                job::status,
                () -> job.await(Duration.ofSeconds(1)),
                job::events,
                job::logs,
                () -> job.cancel("late"),
                () -> grid.submit(spec()),
                () -> grid.submitAll(List.of(spec())),
                () -> grid.list(Optional.empty(), Optional.empty(), 10),
                () -> grid.operations().apiKeys().authenticate("any"),
                () -> grid.operations().census(),
                () -> grid.operations().maintenance().closed(),
                () -> grid.inputs().list())) {
            assertThatThrownBy(call).isInstanceOf(JobGridException.class).hasMessage(CLOSED);
        }
        assertThat(grid.statusAsync(job.id()).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withMessageContaining(CLOSED);
    }

    private CompletableFuture<Void> waits(ThrowingCallable call) {
        return CompletableFuture.runAsync(
                () -> {
                    waiters.add(Thread.currentThread());
                    try {
                        call.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new IllegalStateException(e);
                    }
                },
                callers);
    }

    @Test
    void aStoreThatIsClosedSaysThat() {
        H2Storage storage = H2Storage.open(folder);
        storage.close();

        assertThatThrownBy(() -> storage.admission().census(1))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("the store is closed");
    }
}
