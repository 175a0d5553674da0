package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A process that has no thread left for a while, as a job beside it can bring about. */
class ScarceThreadsTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SteppedLoops stepped = new SteppedLoops(new Random(1));
    private final List<String> sent = new ArrayList<>();
    private Predicate<String> hasThread = name -> true;

    /** Starts what there is a thread for. */
    private final class ScarceLoops implements Loops {
        @Override
        public void start(String name, Loop loop) {
            if (!hasThread.test(name)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            stepped.start(name, wait -> goesOn(loop, wait));
        }

        /** As on threads, a step that fails is taken again. */
        private boolean goesOn(Loop loop, Duration wait) throws InterruptedException {
            try {
                return loop.step(wait);
            } catch (OutOfMemoryError e) {
                return true;
            }
        }

        @Override
        public void close() {
            stepped.close();
        }
    }

    private final class Sender implements CallbackSender {
        @Override
        public Set<String> resting() {
            return Set.of();
        }

        @Override
        public CallbackOutcome send(Job job, CallbackDelivery delivery) {
            sent.add(job.id().value());
            return CallbackOutcome.answered(200, Optional.empty());
        }

        @Override
        public void close() {}
    }

    private JobGrid grid() {
        List<GpuNode.Device> devices = IntStream.range(0, 4)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, GPU, new Usd(800_000), false))
                .toList();
        return JobGrid.builder()
                .storage(new MemoryStorage(clock))
                .executor(new ScriptedExecutor(
                        clock,
                        List.of(new GpuNode(new NodeName("n"), "local", devices, 1L << 40, true)),
                        run -> RunScript.prints().lasting(Duration.ofSeconds(20))))
                .callbacks(new Sender())
                .clock(clock)
                .loops(new ScarceLoops())
                .build();
    }

    private void pass(int seconds) {
        for (int tenth = 0; tenth < 10 * seconds; tenth++) {
            clock.advance(Duration.ofMillis(100));
            stepped.stepAll();
        }
    }

    private static List<JobId> submitted(JobGrid grid, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> grid.submit(JobSpec.builder("job " + i, "acme/train:cuda12", WorkloadType.BATCH)
                                .callback(CallbackTarget.of("https://hooks.example.com/done"))
                                .build())
                        .id())
                .toList();
    }

    @Test
    void runsAndCallbacksThatFoundNoThreadAreTakenUpWhenThereIsOne() {
        try (JobGrid grid = grid()) {
            pass(2);
            hasThread = name -> false;
            List<JobId> jobs = submitted(grid, 6);
            pass(30);
            assertThat(jobs).allMatch(job -> !grid.status(job).isTerminal());

            hasThread = name -> !name.startsWith("callback");
            pass(150);
            assertThat(jobs).extracting(job -> grid.status(job).status()).containsOnly(JobStatus.COMPLETED);
            assertThat(jobs).allMatch(job -> grid.status(job).attempt().number() == 1);
            assertThat(sent).isEmpty();

            hasThread = name -> true;
            pass(180);
            assertThat(sent).hasSize(6).doesNotHaveDuplicates();
        }
    }

    @Test
    void aGridOneOfWhoseLoopsTakesNoStepIsNotHealthy() {
        hasThread = name -> true;
        try (JobGrid grid = grid()) {
            pass(150);
            assertThat(grid.operations().health()).contains(new HealthCheck("loops", true, ""));
            // Time goes on, and nothing is stepped.
            clock.advance(Duration.ofMinutes(3));
            assertThat(grid.operations().health()).anySatisfy(check -> {
                assertThat(check.name()).isEqualTo("loops");
                assertThat(check.healthy()).isFalse();
                assertThat(check.detail()).contains("dispatcher for 180 s", "membership for 180 s");
            });
            pass(1);
            assertThat(grid.operations().health()).contains(new HealthCheck("loops", true, ""));
        }
    }
}
