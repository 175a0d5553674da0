package dev.jobgrid.internal.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.loops.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class PluginGuardTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MANY = 20;

    private final PluginGuard plugin = new PluginGuard("retry policy", this, DaemonThreads.executor());

    @Test
    void aPartAnswersManyCallsAtOnce() throws Exception {
        CountDownLatch called = new CountDownLatch(MANY);
        ExecutorService callers = Executors.newFixedThreadPool(MANY);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                answers.add(callers.submit(() -> plugin.call("retryAfter", LONG, () -> {
                    called.countDown();
                    return await(called);
                })));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo("answer");
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aPartThatStillHasNotAnsweredEightCallsIsNotCalledUntilItDoes() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(8);
        PluginGuard.Call<String> hanging = () -> {
            called.countDown();
            return await(hangs);
        };
        for (int i = 0; i < 8; i++) {
            assertRefused("did not answer within 0 s", Duration.ZERO, hanging);
        }
        called.await();

        assertRefused("has not answered 8 earlier calls", LONG, hanging);

        hangs.countDown();
        while (true) {
            try {
                assertThat(plugin.call("retryAfter", LONG, () -> "again")).isEqualTo("again");
                return;
            } catch (JobGridException e) {
                assertThat(e).hasMessageContaining("has not answered 8 earlier calls");
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aRunThatHangsIsNotAskedForTheSameAgainAndNoOtherIsKeptFromAnswering() {
        CountDownLatch hangs = new CountDownLatch(1);
        PluginGuard one = plugin.of(run("one"));
        PluginGuard other = plugin.of(run("other"));
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> one.call("exit", Duration.ZERO, () -> await(hangs)))
                .withMessageContaining("did not answer within 0 s (exit)");

        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> one.call("exit", LONG, () -> "late"))
                .withMessageContaining("has not answered an earlier call");
        assertThat(one.call("logs", LONG, () -> "lines")).isEqualTo("lines");
        assertThat(other.call("exit", LONG, () -> "over")).isEqualTo("over");
        assertThat(plugin.problem())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("retry policy", PluginGuardTest.class.getName(), "1 call, exit for "));
        hangs.countDown();
    }

    @Test
    void onlyThePartsOwnTimeCountsWhileItCallsBack() throws Exception {
        PendingCall call = plugin.called("collect", Duration.ZERO);
        call.gridsTurn();
        assertThat(call.leaveIfOverdue()).isFalse();
        call.partsTurn();

        assertThat(call.leaveIfOverdue()).isTrue();

        assertThatExceptionOfType(IOException.class).isThrownBy(call::gridsTurn);
    }

    @Test
    void aLoopThatAPartKeepsIsLeftAndEndsWhenThePartReturns() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        PluginGuard run = plugin.of(run("one"));
        List<String> after = new ArrayList<>();
        LeavableLoop loop = new LeavableLoop(
                wait -> {
                    after.add(
                            run.call("logs", LONG, () -> Thread.currentThread().getName()));
                    after.add(run.call("exit", Duration.ZERO, () -> await(hangs)));
                    return true;
                },
                left::countDown);
        ExecutorService own = Executors.newSingleThreadExecutor(work -> new Thread(work, "own"));
        try {
            Future<Boolean> goesOn = own.submit(() -> loop.step(Duration.ZERO));
            while (left.getCount() > 0) {
                plugin.leaveOverdue();
                Thread.onSpinWait();
            }
            plugin.leaveOverdue();

            assertThatExceptionOfType(JobGridException.class)
                    .isThrownBy(() -> run.call("exit", LONG, () -> "late"))
                    .withMessageContaining("has not answered an earlier call");
            assertThat(plugin.problem()).isPresent();
            assertThat(own.submit(() -> {}).isDone()).isFalse();
            hangs.countDown();

            assertThat(goesOn.get()).isFalse();
            assertThat(after).containsExactly("own");
            assertThat(plugin.problem()).isEmpty();
            assertThat(run.<String>call("exit", LONG, () -> "again")).isEqualTo("again");
        } finally {
            own.shutdownNow();
        }
    }

    @Test
    void aLoopIsToldWhatThePartThrowsAndIsInterruptedLikeIt() {
        PluginGuard run = plugin.of(run("one"));
        LeavableLoop failing = loopThatReads(run, () -> {
            throw new IOException("no file");
        });
        LeavableLoop interrupted = loopThatReads(run, () -> {
            throw new InterruptedException("over");
        });

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> failing.step(Duration.ZERO))
                .withMessageContaining("no file");
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> interrupted.step(Duration.ZERO));
    }

    private static LeavableLoop loopThatReads(PluginGuard run, PluginGuard.Call<String> call) {
        return new LeavableLoop(
                wait -> {
                    try {
                        return run.read("logs", LONG, call).isEmpty();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                () -> {});
    }

    private static RunKey run(String job) {
        return new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId(job)), 1);
    }

    private void assertRefused(String what, Duration limit, PluginGuard.Call<String> call) {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> plugin.call("retryAfter", limit, call))
                .withMessageContaining(what);
    }

    private static String await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "answer";
    }
}
