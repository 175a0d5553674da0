package dev.jobgrid.spi.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RefreshedValueTest {
    private static <T> RefreshedValue<T> often(Executor threads, RefreshedValue.Measurement<T> measurement) {
        return new RefreshedValue<>("a test's figure", Duration.ofNanos(1), threads, measurement);
    }

    @Test
    void itIsEmptyUntilItsOneMeasurementIsDone() {
        Queue<Runnable> begun = new ArrayDeque<>();
        RefreshedValue<Integer> value = often(begun::add, () -> Optional.of(7));

        assertThat(value.last()).isEmpty();
        assertThat(value.last()).isEmpty();
        assertThat(begun).hasSize(1);

        begun.remove().run();
        assertThat(value.last()).contains(7);
    }

    @Test
    void whatCannotBeMeasuredNowStaysAsItWasAndIsMeasuredAgain() {
        Queue<RefreshedValue.Measurement<Integer>> next = new ArrayDeque<>(List.of(
                () -> Optional.of(1),
                Optional::empty,
                () -> {
                    throw new IOException("not now");
                },
                () -> {
                    throw new IllegalStateException("not now");
                },
                () -> Optional.of(2)));
        RefreshedValue<Integer> value = often(
                Runnable::run,
                () -> next.isEmpty() ? Optional.empty() : next.remove().measure());

        assertThat(value.last()).contains(1);
        while (!next.isEmpty()) {
            assertThat(value.last()).contains(next.isEmpty() ? 2 : 1);
        }
    }

    @Test
    void aRejectedMeasurementIsTriedAgain() {
        AtomicBoolean isShutDown = new AtomicBoolean(true);
        RefreshedValue<Integer> value = often(
                task -> {
                    if (isShutDown.get()) {
                        throw new RejectedExecutionException();
                    }
                    task.run();
                },
                () -> Optional.of(1));

        assertThat(value.last()).isEmpty();
        isShutDown.set(false);
        assertThat(value.last()).contains(1);
    }

    @Test
    void aPauseFollowsEachMeasurement() {
        Queue<Runnable> begun = new ArrayDeque<>();
        RefreshedValue<Integer> value =
                new RefreshedValue<>("a test's figure", Duration.ofDays(1), begun::add, () -> Optional.of(7));
        value.last();
        begun.remove().run();

        assertThat(value.last()).contains(7);
        assertThat(begun).isEmpty();
    }
}
