package dev.jobgrid.testkit.executor;

import static dev.jobgrid.testkit.executor.ExecutorUnderTest.CLOCK;
import static dev.jobgrid.testkit.executor.ExecutorUnderTest.SOME_TIME;
import static dev.jobgrid.testkit.executor.ExecutorUnderTest.artifacts;
import static dev.jobgrid.testkit.executor.ExecutorUnderTest.exit;
import static dev.jobgrid.testkit.executor.GpuExecutorContract.LONG;
import static dev.jobgrid.testkit.executor.Reading.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs outlive their executor: the next one lists them, attaches to them, and reports the same. */
interface RunAttachContract {
    /** The executor that the tests use. */
    ExecutorUnderTest underTest();

    private GpuExecutor executor() {
        return underTest().executor();
    }

    private Run launch(RunRequest request) {
        return underTest().launch(request);
    }

    private Run launch(Gates gates, String script) throws Exception {
        return underTest().launch(gates, script);
    }

    private RunRequest script(String script) {
        return underTest().requests().script(script);
    }

    private GpuExecutor reopen() throws Exception {
        return underTest().reopen();
    }

    private RunRequest printer(String script) {
        return underTest().printer(script);
    }

    @Test
    default void aRunContinuesWithoutItsExecutorAndCanBeAttached(@TempDir Path folder) throws Exception {
        Gates gates = new Gates(folder);
        Run run = launch(
                gates,
                "echo before; " + Gates.await("rest") + "echo after; echo kept > /workspace/artifacts/kept; exit 6");
        String position = Reading.untilLine(run, "before");
        underTest().closeAll();
        executor().close();
        gates.open("rest");

        GpuExecutor next = reopen();
        assertThat(next.workloads()).contains(run.key());
        HeardListener heard = new HeardListener();
        Run again = next.attach(run.key(), heard).orElseThrow();

        assertThat(messages(Reading.rest(again, position), LogStream.STDOUT)).containsExactly("after");
        assertThat(exit(again).exitCode()).hasValue(6);
        assertThat(heard.starts()).hasSize(1);
        assertThat(artifacts(again)).containsKey("kept");
    }

    @Test
    default void aRunThatEndedMeanwhileCanBeAttached() throws Exception {
        Run run = launch(printer("echo out; exit 8"));
        RunExit exit = exit(run);

        HeardListener heard = new HeardListener();
        Run again = reopen().attach(run.key(), heard).orElseThrow();

        assertThat(exit(again)).isEqualTo(exit);
        assertThat(heard.starts()).hasSize(1);
        assertThat(messages(Reading.rest(again, ""), LogStream.STDOUT)).containsExactly("out");
    }

    /** Measured by the engine's clock, so that the runtime is known with another clock or after a restart. */
    @Test
    default void theRuntimeIsReportedAfterLaunchAndAfterAttach() throws Exception {
        assumeTrue(underTest().contract().reportsRuntime(), "this executor does not report the runtime of programs");
        HeardListener first = new HeardListener();
        long launched = System.nanoTime();
        Run run = executor().launch(script("sleep 1000"), first);
        // What the program prints may come before its engine has noted the start.
        await("the start").atMost(LONG).until(() -> !first.starts().isEmpty());
        long running = System.nanoTime();
        await("some time").atMost(LONG).until(() -> since(running).compareTo(SOME_TIME) > 0);

        Duration least = since(running);
        HeardListener later = new HeardListener();
        Run again = reopen().attach(run.key(), later).orElseThrow();
        Duration atStop = since(running);
        again.stop(Duration.ZERO);
        RunExit exit = exit(again);
        Duration max = since(launched);
        assertThat(exit.runtime().orElseThrow()).isBetween(atStop.minus(CLOCK), max.plus(CLOCK));
        assertThat(later.agos()).hasSize(1);
        assertThat(later.agos().get(0)).isBetween(least.minus(CLOCK), max.plus(CLOCK));
        assertThat(exit(run).runtime().orElseThrow()).isBetween(atStop.minus(CLOCK), max.plus(CLOCK));
        assertThat(first.agos()).hasSize(1);
        assertThat(first.agos().get(0)).isBetween(Duration.ZERO, max);

        HeardListener last = new HeardListener();
        Run over = reopen().attach(run.key(), last).orElseThrow();
        assertThat(exit(over).runtime().orElseThrow()).isBetween(atStop.minus(CLOCK), max.plus(CLOCK));
        assertThat(last.agos()).hasSize(1);
        assertThat(last.agos().get(0)).isBetween(atStop.minus(CLOCK), max.plus(CLOCK));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Test
    default void anAttachedRunCanBeStopped() throws Exception {
        Run run = launch(script("echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        Run again = reopen().attach(run.key(), new HeardListener()).orElseThrow();
        again.stop(LONG);

        assertThat(exit(again).exitCode().orElse(143)).isEqualTo(143);
        assertThat(exit(run)).isEqualTo(exit(again));
    }

    @Test
    default void attachFindsNothingForAKeyThatWasNeverLaunched() {
        RunKey key = new RunKey(new JobRef(WorkspaceId.DEFAULT, JobId.random()), 1);
        assertThat(executor().attach(key, new HeardListener())).isEmpty();
    }

    @Test
    default void aRunCanBeAttachedByItsMachineUntilItIsRemoved() throws Exception {
        MachineId machine = executor().nodes().get(0).machine();
        Run run = launch(script(":"));
        exit(run);
        GpuExecutor next = reopen();

        assertThat(next.attach(run.key(), machine, new HeardListener())).isPresent();
        run.remove();

        assertThat(reopen().attach(run.key(), machine, new HeardListener())).isEmpty();
    }

    @Test
    default void runsAreListedUntilTheyAreRemoved() throws Exception {
        JobId job = JobId.random();
        WorkspaceId other = new WorkspaceId("Other.Team-1");
        List<RunKey> keys = List.of(
                new RunKey(new JobRef(WorkspaceId.DEFAULT, job), 1),
                new RunKey(new JobRef(WorkspaceId.DEFAULT, job), 12),
                new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("MixedCase")), 1),
                new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("mixedcase")), 1),
                new RunKey(new JobRef(other, job), 1));
        for (RunKey key : keys) {
            Run run = launch(underTest()
                    .requests()
                    .of(key, Command.of("sh", "-c", underTest().printing("echo \"$0\""), key.toString())));
            assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly(key.toString());
            exit(run);
        }
        GpuExecutor next = reopen();
        assertThat(next.workloads()).containsExactlyInAnyOrderElementsOf(keys);

        next.attach(keys.get(0), new HeardListener()).orElseThrow().remove();

        assertThat(next.workloads()).containsExactlyInAnyOrderElementsOf(keys.subList(1, keys.size()));
        assertThat(next.attach(keys.get(0), new HeardListener())).isEmpty();
    }
}
