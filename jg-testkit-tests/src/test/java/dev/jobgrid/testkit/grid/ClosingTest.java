package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.JobGrid;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ClosingTest {
    /** Gives each loop a thread, as a grid does by itself, but lets it wait for longer than the test may take. */
    private static final class PatientLoops implements Loops {
        private final List<Thread> threads = new CopyOnWriteArrayList<>();

        @Override
        public void start(String name, Loop loop) {
            Thread thread = new Thread(() -> run(loop), name);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }

        private static void run(Loop loop) {
            try {
                while (loop.step(Duration.ofHours(1))) {
                    Thread.onSpinWait();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nothing interrupts it", e);
            }
        }

        boolean isWaiting() {
            return threads.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING);
        }

        @Override
        public void close() {
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nothing interrupts it", e);
            }
        }
    }

    @Test
    void noLoopWaitsForWorkOnceItsGridIsClosed() {
        PatientLoops loops = new PatientLoops();
        JobGrid grid = JobGrid.builder()
                .storage(new MemoryStorage())
                .executor(new ScriptedExecutor(InstantSource.system(), List.of(), run -> RunScript.prints()))
                .callbacks(new ScriptedSender(delivery -> ScriptedSender.ok()))
                .loops(loops)
                .build();
        await("all loops to wait").until(loops::isWaiting);

        grid.close();

        assertThat(loops.threads)
                .extracting(Thread::getName)
                .contains("membership", "recovery", "dispatcher", "history", "retention", "callbacks");
        assertThat(loops.threads).noneMatch(Thread::isAlive);
    }
}
