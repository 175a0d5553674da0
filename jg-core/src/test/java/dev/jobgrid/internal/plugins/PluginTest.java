package dev.jobgrid.internal.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobgrid.errors.JobGridException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class PluginTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MANY = 20;

    private final Plugin plugin = new Plugin("retry policy", this);

    @Test
    void aPartAnswersManyCallsAtOnce() throws Exception {
        CountDownLatch called = new CountDownLatch(MANY);
        ExecutorService callers = Executors.newFixedThreadPool(MANY);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                answers.add(callers.submit(() -> plugin.call(LONG, () -> {
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
        Supplier<@Nullable String> hanging = () -> {
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
                assertThat(plugin.call(LONG, () -> "again")).isEqualTo("again");
                return;
            } catch (JobGridException e) {
                assertThat(e).hasMessageContaining("has not answered 8 earlier calls");
                Thread.onSpinWait();
            }
        }
    }

    private void assertRefused(String what, Duration limit, Supplier<@Nullable String> call) {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> plugin.call(limit, call))
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
