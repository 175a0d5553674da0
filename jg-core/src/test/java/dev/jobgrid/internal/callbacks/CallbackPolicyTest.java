package dev.jobgrid.internal.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.CallbackProgress.State;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CallbackPolicyTest {
    private static final Instant END = Instant.parse("2026-03-01T12:00:00Z");
    private static final CallbackOutcome DOWN = CallbackOutcome.failed("it took no connection");
    private static final CallbackProgress OWED = CallbackDelivery.owed(
                    new JobRef(WorkspaceId.DEFAULT, new JobId("a")),
                    JobStatus.COMPLETED,
                    CallbackTarget.of("https://example.com"),
                    END)
            .progress();

    private static CallbackProgress after(CallbackOutcome answer) {
        return CallbackPolicy.after(OWED, answer, END, 0.5);
    }

    private static CallbackOutcome answer(int status) {
        return CallbackOutcome.answered(status, Optional.empty());
    }

    @Test
    void retriesFollowTheScheduleAndThenEnd() {
        List<Duration> at = new ArrayList<>();
        CallbackProgress progress = OWED;
        while (progress.state() == State.PENDING) {
            at.add(Duration.between(END, progress.due()));
            progress = CallbackPolicy.after(progress, DOWN, progress.due(), 0.5);
        }
        assertThat(at)
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofHours(5),
                        Duration.ofHours(10));
        assertThat(progress.state()).isEqualTo(State.GIVEN_UP);
        assertThat(progress.attempts()).isEqualTo(8);
    }

    @Property(seed = "1")
    void jitterIsAtMostAFifth(
            @ForAll @IntRange(min = 1, max = 7) int tries,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
        long usual = CallbackPolicy.WAITS.get(tries - 1).toMillis();

        long wait = CallbackPolicy.waitAfter(tries, Optional.empty(), chance)
                .orElseThrow()
                .toMillis();

        assertThat(wait).isBetween(Math.round(usual * 0.8), Math.round(usual * 1.2));
    }

    @Property(seed = "1")
    void theHttpStatusDecidesWhetherACallbackIsRetried(@ForAll @IntRange(min = 100, max = 599) int status) {
        State expected = status / 100 == 2
                ? State.DELIVERED
                : status == 408 || status == 425 || status == 429 || status >= 500 ? State.PENDING : State.GIVEN_UP;

        assertThat(after(answer(status)).state()).isEqualTo(expected);
    }

    @Test
    void goneRedirectsAndForbiddenAddressesEndTheRetries() {
        assertThat(after(answer(410)).state()).isEqualTo(State.GIVEN_UP);
        assertThat(after(answer(302)).state()).isEqualTo(State.GIVEN_UP);
        assertThat(after(CallbackOutcome.refused("no")).state()).isEqualTo(State.GIVEN_UP);
    }

    @Test
    void retryAfterIsRespectedWithinBounds() {
        assertThat(after(CallbackOutcome.answered(503, Optional.of(Duration.ofMinutes(10))))
                        .due())
                .isEqualTo(END.plusSeconds(600));
        assertThat(after(CallbackOutcome.answered(429, Optional.of(Duration.ofSeconds(1))))
                        .due())
                .isEqualTo(END.plusSeconds(5));
        assertThat(after(CallbackOutcome.answered(429, Optional.of(Duration.ofDays(999))))
                        .due())
                .isEqualTo(END.plus(CallbackPolicy.MAX_RETRY_AFTER));
    }

    @Test
    void anUnsentCallbackIsNoAttempt() {
        CallbackProgress progress = after(CallbackOutcome.unsent(Duration.ofSeconds(5), "rests"));

        assertThat(progress.due()).isEqualTo(END.plusSeconds(5));
        assertThat(progress.attempts()).isZero();
        assertThat(progress.tries()).isZero();
    }
}
