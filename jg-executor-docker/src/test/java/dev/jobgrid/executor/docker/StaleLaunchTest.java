package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.answered;
import static dev.jobgrid.executor.docker.TestRuns.exit;
import static dev.jobgrid.executor.docker.TestRuns.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Launches that go on after their grid stood still, while another may have taken the run over, run it and removed it. */
class StaleLaunchTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Answers one question after the other; the last answer stands. */
    private static final class Asked implements RunListener {
        private final Deque<BooleanSupplier> answers;

        private Asked(BooleanSupplier... answers) {
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        @Override
        public boolean mayStart() {
            BooleanSupplier answer = answers.size() > 1 ? answers.remove() : answers.element();
            return answer.getAsBoolean();
        }

        @Override
        public void phase(ExecutionPhase phase, String message) {}

        @Override
        public void started(Instant at) {}
    }

    private static DockerExecutorBuilder builder() {
        return TestEngines.executor("stale", TestEngines.plain());
    }

    private static String name(RunKey key) {
        return new ContainerNames(TestEngines.grid("stale")).name(key);
    }

    private static RunRequest request(TestRuns runs) {
        return runs.request(TestEngines.TINY, List.of(), Command.of("sh", "-c", "echo once; sleep 0.2"));
    }

    private static void assertNotStarted(Run run) throws Exception {
        RunExit exit = run.exit(LONG).orElseThrow();
        assertThat(exit.exitCode()).isEmpty();
        assertThat(exit.cause()).isEmpty();
        assertThat(exit.summary()).contains("before the program started");
    }

    @Test
    void nothingIsCreatedForARunThatIsAnothersByThen() throws Exception {
        try (TestRuns runs = new TestRuns(builder());
                DockerExecutor stale = answered(builder())) {
            Run run = stale.launch(request(runs), new Asked(() -> false));

            assertNotStarted(run);
            assertThat(TestEngines.api(TestEngines.plain()).inspect(name(run.key())))
                    .isEmpty();
        }
    }

    @Test
    void whatWasCreatedIsRemovedIfTheRunIsAnothersBeforeTheStart() throws Exception {
        try (TestRuns runs = new TestRuns(builder());
                DockerExecutor stale = answered(builder())) {
            Run run = stale.launch(request(runs), new Asked(() -> true, () -> false));

            assertNotStarted(run);
            assertThat(TestEngines.api(TestEngines.plain()).inspect(name(run.key())))
                    .isEmpty();
        }
    }

    @Test
    void theContainerOfTheOneThatHasTheRunNowStays() throws Exception {
        EngineApi api = TestEngines.api(TestEngines.plain());
        try (TestRuns runs = new TestRuns(builder());
                DockerExecutor stale = answered(builder())) {
            RunRequest request = request(runs);
            BooleanSupplier takenOver = () -> {
                takeOver(api, runs, request);
                return false;
            };
            Run run = stale.launch(request, new Asked(() -> true, takenOver, () -> false));

            assertNotStarted(run);
            assertThat(lines(runs.attach(request.key()))).containsExactly("once");
            // It may have the run again, if the other is lost in turn.
            Run again = stale.attach(request.key(), new Asked(() -> true)).orElseThrow();
            assertThat(again.exit(LONG).orElseThrow().exitCode()).hasValue(0);
        }
    }

    private static void takeOver(EngineApi api, TestRuns runs, RunRequest request) {
        try {
            api.remove(name(request.key()));
            assertThat(exit(runs.launch(request)).exitCode()).hasValue(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLaunchAsksAgainUntilItIsTold() throws Exception {
        BooleanSupplier silent = () -> {
            throw new IllegalStateException("the store does not answer");
        };
        try (TestRuns runs = new TestRuns(builder());
                DockerExecutor executor = answered(builder())) {
            Run run = executor.launch(request(runs), new Asked(silent, () -> true, silent, () -> true));

            assertThat(lines(run)).containsExactly("once");
            run.remove();
        }
    }
}
