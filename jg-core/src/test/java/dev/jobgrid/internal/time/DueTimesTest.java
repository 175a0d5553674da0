package dev.jobgrid.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.spi.GridClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueTimesTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TwoClocks clock = new TwoClocks();
    private final DueTimes<String> times = new DueTimes<>(clock);

    /** A wall clock that can be set, and one that only goes on. */
    private static final class TwoClocks implements GridClock {
        private Instant wall = NOON;
        private long nanos;

        void pass(Duration time) {
            wall = wall.plus(time);
            nanos += time.toNanos();
        }

        void set(Duration by) {
            wall = wall.plus(by);
        }

        @Override
        public Instant instant() {
            return wall;
        }

        @Override
        public long nanoTime() {
            return nanos;
        }
    }

    private boolean isDue(String key, Instant at) {
        return times.isDue(key, at, clock.instant());
    }

    @Test
    void aClockSetForwardMakesNothingDue() {
        Instant at = NOON.plus(MINUTE);
        times.add("a", at);
        clock.set(Duration.ofHours(1));
        assertThat(times.pass()).isFalse();
        assertThat(isDue("a", at)).isFalse();
        clock.pass(MINUTE);
        assertThat(times.pass()).isTrue();
        assertThat(isDue("a", at)).isTrue();
    }

    @Test
    void aClockSetBackDelaysNothing() {
        Instant at = NOON.plus(MINUTE);
        times.add("a", at);
        clock.set(Duration.ofHours(-1));
        clock.pass(MINUTE);
        assertThat(times.pass()).isTrue();
        assertThat(times.until(clock.instant())).isEqualTo(at);
        assertThat(isDue("a", at)).isTrue();
    }

    @Test
    void aClockSetBackOnceATimerIsDueLeavesItDue() {
        Instant at = NOON.plus(MINUTE);
        times.add("a", at);
        clock.pass(MINUTE);
        assertThat(times.pass()).isTrue();
        clock.set(Duration.ofHours(-1));
        assertThat(times.until(clock.instant())).isEqualTo(at);
        assertThat(isDue("a", at)).isTrue();
    }

    @Test
    void aTimerThatIsDueAtOnceStaysDueWhenTheClockIsSetBack() {
        times.add("a", NOON);
        clock.set(Duration.ofHours(-1));
        assertThat(times.until(clock.instant())).isEqualTo(NOON);
        assertThat(isDue("a", NOON)).isTrue();
    }

    @Test
    void timersOfOtherGridsAreNotDueEarlier() {
        times.add("a", NOON.plus(MINUTE));
        clock.set(Duration.ofHours(-1));
        clock.pass(MINUTE);
        assertThat(times.pass()).isTrue();
        Instant held = NOON.plusSeconds(30);
        assertThat(times.until(clock.instant())).isAfter(held);

        assertThat(isDue("held by a peer", held)).isFalse();
        assertThat(isDue("a", held)).as("a peer has changed it").isFalse();
        clock.pass(Duration.ofHours(1));
        assertThat(isDue("held by a peer", held)).isTrue();
    }

    @Test
    void aRemovedTimerMakesNothingDue() {
        times.add("a", NOON.plus(MINUTE));
        clock.set(Duration.ofHours(-1));
        clock.pass(MINUTE);
        times.pass();
        times.remove("a");
        assertThat(times.until(clock.instant())).isEqualTo(clock.instant());
    }
}
