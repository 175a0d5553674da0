package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.internal.loops.DaemonThreads;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadDumpTest {
    /** As a grid's loops do: on a virtual thread where the JVM has them. */
    @Test
    void aDumpSaysWhereThreadsAreThatRunAndThatWait() throws Exception {
        CountDownLatch isWaiting = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        DaemonThreads.unstarted("waiting for the end", () -> {
                    isWaiting.countDown();
                    await(end);
                })
                .start();
        isWaiting.await();
        try {
            assertThat(ThreadDump.take())
                    .contains("aDumpSaysWhereThreadsAreThatRunAndThatWait")
                    .contains("waiting for the end");
        } finally {
            end.countDown();
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
