package dev.jobgrid.testkit.executor;

import static dev.jobgrid.testkit.executor.ExecutorUnderTest.artifacts;
import static dev.jobgrid.testkit.executor.ExecutorUnderTest.exit;
import static dev.jobgrid.testkit.executor.ExecutorUnderTest.timed;
import static dev.jobgrid.testkit.executor.GpuExecutorContract.LONG;
import static dev.jobgrid.testkit.executor.Reading.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Stopping a run: the time it is given to end, and the end of all that it started. */
interface RunStopContract {
    /** The executor that the tests use. */
    ExecutorUnderTest underTest();

    private Run launch(RunRequest request) {
        return underTest().launch(request);
    }

    private RunRequest script(String script) {
        return underTest().requests().script(script);
    }

    private RunRequest printer(String script) {
        return underTest().printer(script);
    }

    @Test
    default void aProgramThatHandlesTermDecidesItsExitCode() throws Exception {
        Run run = launch(
                script("trap 'echo bye; echo kept > /workspace/artifacts/kept; exit 5' TERM; echo ready; while :; do"
                        + " sleep 1; done"));
        Reading.untilLine(run, "ready");

        for (int i = 0; i < 16; i++) {
            run.stop(LONG);
        }

        RunExit exit = exit(run);
        assertThat(exit).isEqualTo(timed(RunExit.exited(5, exit.at()), exit));
        assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("ready", "bye");
        assertThat(artifacts(run)).containsKey("kept");
    }

    @Test
    default void stopWaitsForAProgramThatEndsSlowlyAfterTerm() throws Exception {
        Run run = launch(
                script("trap 'sleep " + underTest().contract().timeToEnd().toSeconds()
                        + "; echo saved; echo kept > /workspace/artifacts/kept; exit 5' TERM;"
                        + " echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        run.stop(LONG);

        assertThat(exit(run).exitCode()).hasValue(5);
        assertThat(messages(Reading.rest(run, ""), LogStream.STDOUT)).containsExactly("ready", "saved");
        assertThat(artifacts(run)).containsKey("kept");
    }

    @Test
    default void aProgramThatIgnoresTermIsKilledAfterTheGrace() throws Exception {
        Run run = launch(script("trap '' TERM; echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        run.stop(Duration.ofMillis(200));

        RunExit exit = exit(run);
        assertThat(exit.exitCode().orElse(137)).isEqualTo(137);
        assertThat(exit.signal().orElse(9)).isEqualTo(9);
        assertThat(exit.cause()).isEmpty();
    }

    @Test
    default void aSecondStopMayShortenTheGrace() throws Exception {
        Run run = launch(script("trap '' TERM; echo ready; while :; do sleep 1; done"));
        Reading.untilLine(run, "ready");

        run.stop(Duration.ofDays(1));
        run.stop(Duration.ZERO);

        assertThat(exit(run).cause()).isEmpty();
    }

    @Test
    default void stoppingAnEndedRunChangesNothing() throws Exception {
        Run run = launch(script("exit 3"));
        RunExit exit = exit(run);

        run.stop(Duration.ZERO);

        assertThat(exit(run)).isEqualTo(exit);
    }

    @Test
    default void aRunCanBeStoppedWhileItIsPrepared() throws Exception {
        CountDownLatch isReading = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        StagedFile slow = new StagedFile("/workspace/inputs/slow", 4, () -> blocking(isReading, mayGoOn));
        HeardListener heard = new HeardListener();
        Run run = underTest().executor().launch(RunRequests.with(script("echo ran"), List.of(slow)), heard);
        isReading.await();

        run.stop(Duration.ofMillis(100));
        mayGoOn.countDown();

        RunExit exit = exit(run);
        assertThat(exit.exitCode()).isEmpty();
        assertThat(heard.starts()).isEmpty();
        assertThat(Reading.rest(run, "")).isEmpty();
        run.remove();
    }

    private static InputStream blocking(CountDownLatch isReading, CountDownLatch mayGoOn) {
        return new FilterInputStream(new ByteArrayInputStream(new byte[4])) {
            @Override
            public int read(byte[] buffer, int from, int count) throws IOException {
                isReading.countDown();
                try {
                    mayGoOn.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
                return super.read(buffer, from, count);
            }
        };
    }

    private static String beating() {
        return "(trap '' TERM HUP; while :; do echo x >> /workspace/artifacts/beat; sleep 0.02 2>/dev/null || sleep 1;"
                + " done) & ";
    }

    private static String firstBeat() {
        return "while ! [ -s /workspace/artifacts/beat ]; do :; done; echo beating; ";
    }

    @Test
    default void childProcessesDoNotOutliveTheProgram() throws Exception {
        Run run = launch(script(beating() + firstBeat() + "exit 4"));
        assertThat(exit(run).exitCode()).hasValue(4);
        assertThatItBeatsNoMore(run);
    }

    @Test
    default void stopEndsChildProcessesToo() throws Exception {
        Run run = launch(script(beating() + "( " + beating() + " wait ) & " + firstBeat() + "wait"));
        Reading.untilLine(run, "beating");
        run.stop(Duration.ofMillis(200));
        exit(run);
        assertThatItBeatsNoMore(run);
    }

    private void assertThatItBeatsNoMore(Run run) throws Exception {
        String beats = artifacts(run).get("beat");
        assertThat(underTest().output(printer("sleep 1; echo slept"))).containsExactly("slept");
        assertThat(artifacts(run).get("beat")).isEqualTo(beats);
    }
}
