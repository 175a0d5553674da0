package dev.jobgrid.executor.docker.internal.engine;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class GuardedLookupTest {
    @Test
    void aLookUpThatHangsFailsTheRunThatNeedsItAndIsNotMadeAgainUntilItAnswers() {
        GuardedLookup lookup = new GuardedLookup("registry logins", this, Duration.ofMillis(50));
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            assertThatExceptionOfType(GuardedLookup.FailedException.class)
                    .isThrownBy(() -> lookup.ask(() -> {
                        called.countDown();
                        return opened(gate);
                    }))
                    .withMessageContaining("registry logins of " + GuardedLookupTest.class.getName())
                    .withMessageContaining("did not answer within");
        }
        await("all to be asked").until(() -> called.getCount() == 0);

        assertThatExceptionOfType(GuardedLookup.FailedException.class)
                .isThrownBy(() -> lookup.ask(() -> "not asked"))
                .withMessageContaining("has not answered 8 times");

        gate.countDown();
        await("the calls to return").ignoreExceptions().until(() -> lookup.ask(() -> "again"), "again"::equals);
    }

    private static String opened(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "late";
    }
}
