package dev.jobgrid.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class RetriesTest {
    @Property(seed = "1")
    void theWaitIsBoundedAndNeverLeadsBeyondThePatience(
            @ForAll @IntRange(min = 1, max = 1_000_000) int tries,
            @ForAll @LongRange(min = 0, max = 60_000) long spent,
            @ForAll @LongRange(min = 0, max = 60_000) long patience,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter) {
        Optional<Duration> wait = new Retries(Duration.ofMillis(patience))
                .next(tries, Duration.ofMillis(spent), Optional.empty(), jitter);

        wait.ifPresent(time -> assertThat(time.toMillis()).isBetween(125L, Math.min(8000L, patience - spent)));
    }

    @Test
    void theServersWaitIsKeptIfItIsLonger() {
        Retries retries = new Retries(Duration.ofSeconds(30));

        assertThat(retries.next(1, Duration.ZERO, Optional.of(Duration.ofSeconds(5)), 0))
                .contains(Duration.ofSeconds(5));
        assertThat(retries.next(1, Duration.ZERO, Optional.of(Duration.ZERO), 0))
                .contains(Duration.ofMillis(125));
        assertThat(retries.next(1, Duration.ZERO, Optional.of(Duration.ofSeconds(30)), 0))
                .isEmpty();
    }

    @Test
    void aPauseOfMoreThanHalfAMinuteIsTheCallersToDecide() {
        Retries retries = new Retries(Duration.ofMinutes(5));

        assertThat(retries.next(1, Duration.ZERO, Optional.of(Duration.ofSeconds(30)), 0))
                .contains(Duration.ofSeconds(30));
        assertThat(retries.next(1, Duration.ZERO, Optional.of(Duration.ofSeconds(31)), 0))
                .isEmpty();
    }

    @Test
    void noPatienceIsNoSecondTry() {
        assertThat(new Retries(Duration.ZERO).next(1, Duration.ZERO, Optional.empty(), 0))
                .isEmpty();
    }
}
