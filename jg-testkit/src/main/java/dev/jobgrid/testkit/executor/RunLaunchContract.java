package dev.jobgrid.testkit.executor;

import static dev.jobgrid.testkit.executor.ExecutorUnderTest.artifacts;
import static dev.jobgrid.testkit.executor.ExecutorUnderTest.exit;
import static dev.jobgrid.testkit.executor.ExecutorUnderTest.timed;
import static dev.jobgrid.testkit.executor.GpuExecutorContract.LONG;
import static dev.jobgrid.testkit.executor.Reading.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.job.Command;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A run from its launch to its end: exit codes, signals, a program that does not exist, one that is launched twice. */
interface RunLaunchContract {
    /** The executor that the tests use. */
    ExecutorUnderTest underTest();

    private GpuExecutor executor() {
        return underTest().executor();
    }

    private Run launch(RunRequest request) {
        return underTest().launch(request);
    }

    private RunRequest script(String script) {
        return underTest().requests().script(script);
    }

    private RunRequest printer(String script) {
        return underTest().printer(script);
    }

    /** The devices of a node have names of their own. */
    @Test
    default void nodesHaveNamedDevices() {
        assertThat(executor().name()).isNotBlank();
        assertThat(executor().nodes()).extracting(GpuNode::id).doesNotHaveDuplicates();
        for (GpuNode node : executor().nodes()) {
            assertThat(node.isAccepting()).isTrue();
            assertThat(node.freeDiskBytes()).isPositive();
            assertThat(node.devices())
                    .isNotEmpty()
                    .extracting(GpuNode.Device::id)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    default void aRunGoesFromLaunchToRemoval() throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        HeardListener heard = new HeardListener();
        Run run = executor()
                .launch(printer("echo hello; echo oops >&2; echo done > /workspace/artifacts/result.txt"), heard);

        List<RawLine> lines = Reading.rest(run, "");
        RunExit exit = exit(run);

        assertThat(messages(lines, LogStream.STDOUT)).containsExactly("hello");
        assertThat(messages(lines, LogStream.STDERR)).containsExactly("oops");
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.at()).isBetween(before, Instant.now().plusSeconds(2)));
        assertThat(exit).isEqualTo(timed(RunExit.exited(0, exit.at()), exit));
        assertThat(heard.starts()).hasSize(1);
        assertThat(exit.at()).isBetween(before, Instant.now().plusSeconds(2));
        assertThat(heard.starts().get(0)).isBetween(before, exit.at());
        assertThat(heard.phases()).isNotEmpty().isSubsetOf(ExecutionPhase.values());
        assertThat(artifacts(run)).containsExactly(Map.entry("result.txt", "done\n"));
        run.remove();
        assertThat(executor().workloads()).doesNotContain(run.key());
        run.remove();
    }

    @Test
    default void exitCodesAreReported() throws Exception {
        for (int code : List.of(1, 42, 126, 127, 255)) {
            RunExit exit = exit(launch(script("exit " + code)));
            assertThat(exit).isEqualTo(timed(RunExit.exited(code, exit.at()), exit));
        }
    }

    @Test
    default void aSignalIsReported() throws Exception {
        RunExit exit = exit(launch(script("kill -KILL $$")));
        if (underTest().contract().distinguishesSignals()) {
            assertThat(exit).isEqualTo(timed(RunExit.signalled(9, exit.at()), exit));
            RunExit code = exit(launch(script("exit 137")));
            assertThat(code).isEqualTo(timed(RunExit.exited(137, code.at()), code));
        } else {
            assertThat(exit.exitCode().isPresent()).isNotEqualTo(exit.signal().isPresent());
        }
    }

    @Test
    default void aMissingProgramIsReportedByName() throws Exception {
        for (String program : List.of("jobgrid-no-such-program", "/workspace/scripts/missing", "/workspace")) {
            Run run = launch(underTest().requests().of(Command.of(program, "secret-argument")));
            RunExit exit = exit(run);
            assertThat(exit.cause()).contains(Failure.Cause.COMMAND_NOT_FOUND);
            assertThat(exit.exitCode()).isEqualTo(OptionalInt.empty());
            assertThat(exit.summary()).contains(program).doesNotContain("secret-argument");
            run.remove();
        }
    }

    @Test
    default void launchingTwiceRunsOnce() throws Exception {
        RunRequest request = script("echo once; sleep 1; exit 2");
        Run first = launch(request);
        HeardListener heard = new HeardListener();
        Run second = executor().launch(request, heard);
        Run elsewhere = underTest().reopen().launch(request, new HeardListener());

        for (Run run : List.of(first, second, elsewhere)) {
            assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("once");
            assertThat(exit(run).exitCode()).hasValue(2);
        }
        Run late = executor().launch(request, new HeardListener());
        assertThat(exit(late)).isEqualTo(exit(first));
        assertThat(messages(Reading.rest(late, ""), LogStream.STDOUT)).containsExactly("once");
        assertThat(heard.starts()).hasSize(1);
    }

    @Test
    default void diskUsageIsMeasuredWhileTheProgramRuns() throws Exception {
        long hole = underTest().contract().ignoresHoles() ? 1L << 40 : 1;
        Run run = launch(script("cd /workspace; mkdir -p artifacts/deep; head -c 20000000 /dev/zero >"
                + " artifacts/deep/weights; head -c 5000000 /dev/zero > scratch; truncate -s " + hole
                + " hole; echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(run.diskBytes().orElse(0)).isBetween(25_000_000L, 100_000_000L));

        run.stop(Duration.ZERO);
        exit(run);
    }
}
