package dev.jobgrid.internal.loops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadedLoopsTest {
    @Test
    void aLoopIsSteppedUntilItIsOver() throws InterruptedException {
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        try (ThreadedLoops loops = new ThreadedLoops()) {
            loops.start("count", wait -> {
                if (steps.incrementAndGet() < 3) {
                    return true;
                }
                over.countDown();
                return false;
            });

            assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(steps).hasValue(3);
    }

    @Test
    void aStepThatThrowsIsTriedAgain() throws InterruptedException {
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        try (ThreadedLoops loops = new ThreadedLoops()) {
            loops.start("fail once", wait -> {
                if (steps.incrementAndGet() == 1) {
                    throw new IllegalStateException("this failure belongs to the test");
                }
                over.countDown();
                return false;
            });

            assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingWaitsForTheStepUnderWayAndLeavesItUninterrupted() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean interrupted = new AtomicBoolean();
        ThreadedLoops loops = new ThreadedLoops();
        loops.start("work", wait -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            ended.set(true);
            return true;
        });
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();

        loops.close();
        loops.close();

        assertThat(ended).isTrue();
        assertThat(interrupted).isFalse();
    }

    @Test
    void closingEndsThoughAStepHangsAndSaysWhich() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> told = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(ThreadedLoops.class.getName());
        Filter before = logger.getFilter();
        logger.setFilter(record -> !told.add(record.getMessage()));
        try {
            ThreadedLoops loops = new ThreadedLoops(Duration.ofMillis(50));
            loops.start("hangs", wait -> {
                entered.countDown();
                goOn.await();
                return true;
            });
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();

            loops.close();

            assertThat(told).singleElement().asString().contains("jobgrid hangs");
        } finally {
            goOn.countDown();
            logger.setFilter(before);
        }
    }

    @Test
    void noThreadIsKeptOnceClosed() throws InterruptedException {
        CountDownLatch stepped = new CountDownLatch(1);
        ThreadedLoops loops = new ThreadedLoops();
        loops.start("short and kept", wait -> {
            stepped.countDown();
            return false;
        });
        assertThat(stepped.await(30, TimeUnit.SECONDS)).isTrue();

        loops.close();

        // A pool is over a moment before its last thread is; one that is kept would be for twice as long.
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("jobgrid short and kept")) {
                thread.join(5_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    @Test
    void nothingStartsOnceClosed() {
        AtomicInteger steps = new AtomicInteger();
        ThreadedLoops loops = new ThreadedLoops();
        loops.close();

        loops.start("late", wait -> steps.incrementAndGet() > 0);
        loops.close();

        assertThat(steps).hasValue(0);
    }
}
