package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class CombinedCommitsTest {
    private static final int CALLERS = 16;
    private static final int WRITES = 2_000;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final Queue<List<Integer>> commits = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @RepeatedTest(3)
    void eachWriteIsCommittedOnceAndItsCallerGetsItsOwnResult(RepetitionInfo repetition) throws Exception {
        int atOnce = repetition.getCurrentRepetition();
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger mostUnderWay = new AtomicInteger();
        CombinedCommits<Integer, Integer> combined = new CombinedCommits<>(8, atOnce, new Commit(writes -> {
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
        CountDownLatch begun = new CountDownLatch(atOnce);
        CountDownLatch goOn = new CountDownLatch(1);
        CombinedCommits<Integer, Integer> combined = new CombinedCommits<>(64, atOnce, new Commit(writes -> {
            begun.countDown();
            await(goOn);
        }));

        List<Future<Integer>> all = new ArrayList<>();
        for (int write = 0; write < atOnce; write++) {
            int own = write;
            all.add(callers.submit(() -> combined.write(own)));
        }
        begun.await();
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

    @RepeatedTest(2)
    void aBadWriteFailsAlone(RepetitionInfo repetition) throws Exception {
        int atOnce = repetition.getCurrentRepetition();
        CombinedCommits<Integer, Integer> combined = new CombinedCommits<>(64, atOnce, new Commit(writes -> {
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

    @Test
    void anInterruptIsKeptForLater() {
        CombinedCommits<Integer, Integer> combined = new CombinedCommits<>(64, 2, new Commit(writes -> {}));
        Thread.currentThread().interrupt();
        assertThat(combined.write(1)).isEqualTo(-1);
        assertThat(Thread.interrupted()).isTrue();
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
    private final class Commit implements CombinedCommits.Commit<Integer, Integer> {
        private final Work work;

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
        public Integer again(Integer write, RuntimeException failure, boolean wasAlone) {
            if (wasAlone) {
                throw failure;
            }
            return together(List.of(write)).get(0);
        }
    }
}
