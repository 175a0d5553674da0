package dev.jobgrid.storage.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final int CALLERS = 16;
    private static final int WRITES = 2_000;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService elsewhere =
            Executors.newCachedThreadPool(work -> new Thread(work, "elsewhere " + threads.incrementAndGet()));
    private final Queue<List<Integer>> commits = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        callers.shutdownNow();
        elsewhere.shutdownNow();
    }

    @RepeatedTest(3)
    void eachWriteIsCommittedOnceAndItsCallerGetsItsOwnResult(RepetitionInfo repetition) throws Exception {
        int atOnce = repetition.getCurrentRepetition();
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger mostUnderWay = new AtomicInteger();
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(8, atOnce, elsewhere, new Commit(writes -> {
            mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            underWay.decrementAndGet();
        }));

        List<Future<Boolean>> all = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int first = caller * WRITES;
            all.add(callers.submit(
                    () -> IntStream.range(first, first + WRITES).allMatch(write -> combined.write(write) == -write)));
        }
        for (Future<Boolean> each : all) {
            assertThat(each.get()).isTrue();
        }

        assertThat(commits.stream().flatMap(List::stream).sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, CALLERS * WRITES).boxed().toList());
        assertThat(commits).allSatisfy(writes -> assertThat(writes).hasSizeBetween(1, 8));
        assertThat(mostUnderWay.get()).isBetween(1, atOnce);
    }

    @RepeatedTest(2)
    void noMoreThanThatAreUnderWayAndTheRestShareTheNext(RepetitionInfo repetition) throws Exception {
        int atOnce = repetition.getCurrentRepetition();
        Semaphore begun = new Semaphore(0);
        CountDownLatch goOn = new CountDownLatch(1);
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(64, atOnce, elsewhere, new Commit(writes -> {
            begun.release();
            await(goOn);
        }));

        List<Future<Integer>> all = new ArrayList<>();
        for (int write = 0; write < atOnce; write++) {
            int own = write;
            all.add(callers.submit(() -> combined.write(own)));
            begun.acquire(); // else the first may take along the next
        }
        CountDownLatch come = new CountDownLatch(CALLERS - atOnce);
        for (int write = atOnce; write < CALLERS; write++) {
            int own = write;
            all.add(callers.submit(() -> {
                come.countDown();
                return combined.write(own);
            }));
        }
        come.await();
        assertThat(commits).hasSize(atOnce);
        goOn.countDown();
        for (int write = 0; write < CALLERS; write++) {
            assertThat(all.get(write).get()).isEqualTo(-write);
        }
        assertThat(commits.stream().mapToInt(List::size).sum()).isEqualTo(CALLERS);
    }

    @Test
    void anOutageIsNotWaitedForByEachInTurn() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(64, 1, elsewhere, new Commit(writes -> {
            await(goOn);
            throw new JobGridException(
                    ErrorCode.STORE_UNAVAILABLE, "down", Duration.ofSeconds(1), new SQLException("down"));
        }));
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> combined.write(0), callers);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> commits.size() == 1);
        List<CompletableFuture<Integer>> rest =
                IntStream.range(1, 9).mapToObj(combined::writeLater).toList();
        goOn.countDown();

        for (CompletableFuture<Integer> each : rest) {
            assertThatThrownBy(each::get).hasCauseInstanceOf(JobGridException.class);
        }
        assertThatThrownBy(first::get).hasCauseInstanceOf(JobGridException.class);
        // The first, all others together, and a second try of one of them.
        assertThat(commits).hasSize(3);
    }

    @RepeatedTest(2)
    void aBadWriteFailsAlone(RepetitionInfo repetition) throws Exception {
        int atOnce = repetition.getCurrentRepetition();
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(64, atOnce, elsewhere, new Commit(writes -> {
            if (writes.contains(7)) {
                throw new IllegalArgumentException("7 is bad");
            }
        }));

        List<Future<Integer>> all = new ArrayList<>();
        for (int write = 0; write < CALLERS; write++) {
            int own = write;
            all.add(callers.submit(() -> combined.write(own)));
        }
        for (int write = 0; write < CALLERS; write++) {
            Future<Integer> each = all.get(write);
            if (write == 7) {
                assertThatThrownBy(each::get).hasRootCauseMessage("7 is bad");
            } else {
                assertThat(each.get()).isEqualTo(-write);
            }
        }
    }

    @RepeatedTest(3)
    void eachIsCommittedOnceAndToldWhetherItsCallerWaitsOrGoesOn(RepetitionInfo repetition) throws Exception {
        GroupCommit<Integer, Integer> combined =
                new GroupCommit<>(8, repetition.getCurrentRepetition(), elsewhere, new Commit(writes -> {}));

        List<Future<List<CompletableFuture<Integer>>>> all = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int first = caller * WRITES;
            all.add(callers.submit(() -> IntStream.range(first, first + WRITES)
                    .mapToObj(write -> write % 3 == 0
                            ? CompletableFuture.completedFuture(combined.write(write))
                            : combined.writeLater(write))
                    .toList()));
        }

        for (int caller = 0; caller < CALLERS; caller++) {
            List<CompletableFuture<Integer>> told = all.get(caller).get();
            for (int i = 0; i < WRITES; i++) {
                assertThat(told.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(-(caller * WRITES + i));
            }
        }
        assertThat(commits.stream().flatMap(List::stream).sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, CALLERS * WRITES).boxed().toList());
        assertThat(commits).allSatisfy(writes -> assertThat(writes).hasSizeBetween(1, 8));
    }

    @Test
    void whoIsAloneHasItsWriteCommittedWhenTheCallReturns() {
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(64, 1, refusing(), new Commit(writes -> {}));

        assertThat(combined.writeLater(1)).isCompletedWithValue(-1);
    }

    @Test
    void whoGoesOnIsToldInAThreadThatIsNoCallers() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(64, 1, elsewhere, new Commit(writes -> {
            begun.countDown();
            await(goOn);
        }));
        Future<Integer> first = callers.submit(() -> combined.write(1));
        begun.await();

        Queue<Thread> tellers = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> toldLater =
                combined.writeLater(2).thenAccept(value -> tellers.add(Thread.currentThread()));
        Future<Integer> waiting = callers.submit(() -> combined.write(3));
        CompletableFuture<Void> toldLast =
                combined.writeLater(4).thenAccept(value -> tellers.add(Thread.currentThread()));
        assertThat(toldLater).isNotDone();
        goOn.countDown();

        assertThat(first.get()).isEqualTo(-1);
        assertThat(waiting.get()).isEqualTo(-3);
        toldLater.get(20, TimeUnit.SECONDS);
        toldLast.get(20, TimeUnit.SECONDS);
        assertThat(tellers)
                .hasSize(2)
                .allSatisfy(thread -> assertThat(thread.getName()).startsWith("elsewhere"));
    }

    @RepeatedTest(2)
    void aBadWriteOfOneThatWentOnFailsAlone(RepetitionInfo repetition) throws Exception {
        GroupCommit<Integer, Integer> combined =
                new GroupCommit<>(64, repetition.getCurrentRepetition(), elsewhere, new Commit(writes -> {
                    if (writes.contains(7)) {
                        throw new IllegalArgumentException("7 is bad");
                    }
                }));

        Map<Integer, CompletableFuture<Integer>> told = new ConcurrentHashMap<>();
        List<Future<?>> all = new ArrayList<>();
        for (int write = 0; write < CALLERS; write++) {
            int own = write;
            all.add(callers.submit(() -> {
                told.put(own, combined.writeLater(own));
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        told.forEach((write, result) -> {
            if (write == 7) {
                assertThatThrownBy(() -> result.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("7 is bad");
            } else {
                assertThat(result).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(-write);
            }
        });
        assertThat(told).hasSize(CALLERS);
    }

    /** As when the process is at its end, or has no memory for another thread. */
    @Test
    void withoutOtherThreadsAllAreToldAllTheSame() throws Exception {
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(4, 1, refusing(), new Commit(writes -> {}));

        List<Future<List<CompletableFuture<Integer>>>> all = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int first = caller * 100;
            all.add(callers.submit(() -> IntStream.range(first, first + 100)
                    .mapToObj(combined::writeLater)
                    .toList()));
        }

        for (Future<List<CompletableFuture<Integer>>> each : all) {
            for (CompletableFuture<Integer> told : each.get()) {
                assertThat(told.get(20, TimeUnit.SECONDS)).isNotPositive();
            }
        }
    }

    private static Executor refusing() {
        return work -> {
            throw new RejectedExecutionException("no thread is left");
        };
    }

    @Test
    void aCommitTakesNoMoreOnceItHasItsBytes() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Semaphore begun = new Semaphore(0);
        Commit commit = new Commit(writes -> {
            begun.release();
            await(goOn);
        });
        commit.bytes = 1_500_000;
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(64, 1, elsewhere, commit);
        Future<Integer> first = callers.submit(() -> combined.write(0));
        begun.acquire();
        List<CompletableFuture<Integer>> others =
                IntStream.range(1, 8).mapToObj(combined::writeLater).toList();
        goOn.countDown();
        first.get();
        others.forEach(CompletableFuture::join);

        assertThat(commits).extracting(List::size).containsExactly(1, 3, 3, 1);
    }

    @Test
    void anInterruptIsKeptForLater() {
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(64, 2, elsewhere, new Commit(writes -> {}));
        Thread.currentThread().interrupt();
        assertThat(combined.write(1)).isEqualTo(-1);
        assertThat(Thread.interrupted()).isTrue();

        Thread.currentThread().interrupt();
        assertThat(combined.writeLater(2)).isCompletedWithValue(-2);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatFailsForAnInterruptOfWhoLeadsIsWrittenAgain() {
        AtomicInteger interrupts = new AtomicInteger(3);
        GroupCommit<Integer, Integer> combined = new GroupCommit<>(8, 1, elsewhere, new Commit(writes -> {
            if (interrupts.getAndDecrement() > 0) {
                Thread.currentThread().interrupt();
                throw new JobGridException(
                        ErrorCode.STORE_UNAVAILABLE, "interrupted", Duration.ofSeconds(1), new SQLException());
            }
        }));

        assertThat(combined.write(1)).isEqualTo(-1);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(commits).containsExactly(List.of(1), List.of(1), List.of(1), List.of(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Work {
        void on(List<Integer> writes);
    }

    /** Notes what it is given, and gives back each write with its sign changed. */
    private final class Commit implements GroupCommit.Commit<Integer, Integer> {
        private final Work work;
        private long bytes;

        Commit(Work work) {
            this.work = work;
        }

        @Override
        public List<Integer> together(List<Integer> writes) {
            commits.add(List.copyOf(writes));
            work.on(writes);
            return writes.stream().map(write -> -write).toList();
        }

        @Override
        public long bytes(Integer write) {
            return bytes;
        }

        @Override
        public Integer again(Integer write, RuntimeException failure, boolean isFinal) {
            if (isFinal) {
                throw failure;
            }
            return together(List.of(write)).get(0);
        }
    }
}
