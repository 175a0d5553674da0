package dev.jobgrid.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ScriptedExecutorTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration NOW = Duration.ZERO;

    private final SettableClock clock = new SettableClock(START);
    private final Heard heard = new Heard();
    private RunScript script = RunScript.prints("one", "two").lasting(Duration.ofSeconds(10));
    private final ScriptedExecutor executor = new ScriptedExecutor(clock, List.of(), request -> script);

    @Test
    void aRunPrintsAndEndsAsTimeGoesOn() throws Exception {
        Run run = executor.launch(request("a", 1, "gpu0"), heard);

        assertThat(run.logs("", NOW).lines()).extracting(RawLine::message).containsExactly("one");
        assertThat(run.exit(NOW)).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        assertThat(run.logs("1", NOW).lines()).extracting(RawLine::message).containsExactly("two");
        assertThat(run.logs("2", NOW).isEnd()).isTrue();
        assertThat(run.exit(NOW))
                .contains(RunExit.exited(0, START.plusSeconds(10)).withRuntime(Duration.ofSeconds(10)));
        assertThat(heard.starts).containsExactly(START);
    }

    @Test
    void launchingAKeyTwiceGivesTheSameRun() throws Exception {
        executor.launch(request("a", 1, "gpu0"), heard);
        Run again = executor.launch(request("a", 1, "gpu0"), heard);

        assertThat(again.logs("", NOW).lines()).hasSize(1);
        assertThat(executor.workloads()).hasSize(1);
        assertThat(executor.breaches()).isEmpty();
    }

    @Test
    void aWorkloadOutlivesItsGrid() throws Exception {
        RunKey key = executor.launch(request("a", 1, "gpu0"), heard).key();
        executor.close();
        clock.advance(Duration.ofSeconds(10));

        Run run = executor.attach(key, heard).orElseThrow();

        assertThat(run.exit(NOW)).isPresent();
        assertThat(heard.starts).as("told anew").hasSize(1);
    }

    @Test
    void aStopEndsItAtOnceOrAfterTheGrace() throws Exception {
        Run meek = executor.launch(request("a", 1, "gpu0"), heard);
        script = new RunScript(NOW, Duration.ofHours(1), List.of(), 0, Optional.empty(), true, Map.of(), 0);
        Run stubborn = executor.launch(request("b", 1, "gpu1"), heard);

        meek.stop(Duration.ofSeconds(5));
        stubborn.stop(Duration.ofSeconds(5));

        assertThat(meek.exit(NOW)).contains(RunExit.signalled(15, START).withRuntime(Duration.ZERO));
        assertThat(stubborn.exit(NOW)).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(stubborn.exit(NOW))
                .contains(RunExit.signalled(9, START.plusSeconds(5)).withRuntime(Duration.ofSeconds(5)));
    }

    @Test
    void aLostRunIsBroken() throws Exception {
        Run run = executor.launch(request("a", 1, "gpu0"), heard);

        executor.lose(run.key());

        assertThat(run.exit(NOW).orElseThrow().cause()).contains(Cause.WORKER_LOST);
    }

    @Test
    void howLongAProgramHasRunIsTrueAfterAListenerThatTookLong() {
        List<Duration> ran = new ArrayList<>();
        RunListener slow = new RunListener() {
            @Override
            public void phase(ExecutionPhase phase, String message) {
                if (phase == ExecutionPhase.CONTAINER_STARTING) {
                    clock.advance(Duration.ofSeconds(4));
                }
            }

            @Override
            public void started(Instant at) {
                throw new AssertionError("how long ago it started is known");
            }

            @Override
            public void started(Instant at, Duration ago) {
                ran.add(ago);
            }
        };

        executor.launch(request("a", 1, "gpu0"), slow);
        executor.report();

        assertThat(ran).containsExactly(Duration.ofSeconds(4));
    }

    @Test
    void whatNoGridShouldDoIsNoted() {
        Run first = executor.launch(request("a", 1, "gpu0"), heard);
        executor.launch(request("a", 2, "gpu1"), heard);
        assertThat(executor.breaches()).singleElement().asString().contains("a#2 was launched while");

        executor.launch(request("b", 1, "gpu1"), heard);
        assertThat(executor.breaches()).hasSize(2).last().asString().contains("on a GPU that");

        first.remove();
        assertThat(executor.breaches()).hasSize(3).last().asString().contains("removed while it runs");

        executor.launch(request("a", 1, "gpu2"), heard);
        assertThat(executor.breaches()).anyMatch(breach -> breach.contains("launched again"));
    }

    private static RunRequest request(String job, int attempt, String gpu) {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        Placement placement = new Placement(
                ScriptedExecutor.NAME, new NodeName("n"), List.of(gpu), model, true, "", Usd.ZERO, List.of(), "");
        return new RunRequest(
                new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId(job)), attempt),
                "acme/app:1",
                Optional.empty(),
                Environment.EMPTY,
                List.of(),
                placement,
                Optional.empty());
    }

    private static final class Heard implements RunListener {
        private final List<ExecutionPhase> phases = new ArrayList<>();
        private final List<Instant> starts = new ArrayList<>();

        @Override
        public void phase(ExecutionPhase phase, String message) {
            phases.add(phase);
        }

        @Override
        public void started(Instant at) {
            starts.add(at);
        }
    }
}
