package dev.jobgrid.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.routing.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CreditPositionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final JobId JOB = new JobId("job");

    private static CreditMovement topUp(CreditPosition at, long micros) {
        return at.topUp(new TopUp(WorkspaceId.DEFAULT, new Usd(micros), "a", NOW));
    }

    private static Settlement settlement(long charged, long held) {
        return new Settlement(new Usd(charged), Optional.of(new Usd(held)));
    }

    @Property(tries = 300, seed = "1")
    void whateverMovesNothingComesFromNowhereAndNothingFallsBelowZero(@ForAll Random random) {
        CreditPosition at = CreditPosition.START;
        List<Long> open = new ArrayList<>();
        long[] sums = new long[CreditAccount.values().length];
        for (int i = 0; i < 60; i++) {
            CreditMovement movement = next(at, open, random);
            for (CreditAccount account : CreditAccount.values()) {
                sums[account.ordinal()] += movement.gain(account);
            }
            assertThat(movement.number()).isEqualTo(at.number() + 1);
            at = movement.position();
            assertThat(sums[0] + sums[1] + sums[2] + sums[3]).isZero();
            assertThat(at.balance()).isEqualTo(new CreditBalance(new Usd(sums[0]), new Usd(sums[1])));
            assertThat(at.balance().reserved().micros())
                    .isEqualTo(open.stream().mapToLong(Long::longValue).sum());
        }
    }

    private static CreditMovement next(CreditPosition at, List<Long> open, Random random) {
        long held = 1L + random.nextInt(10_000);
        if (random.nextBoolean() && at.covers(new Usd(held))) {
            open.add(held);
            return at.reserve(JOB, new Usd(held), NOW);
        }
        if (random.nextBoolean() && !open.isEmpty()) {
            long settled = open.remove(random.nextInt(open.size()));
            return at.settle(JOB, settlement(random.nextInt((int) settled + 1), settled), NOW);
        }
        return topUp(at, 1 + random.nextInt(20_000));
    }

    @Test
    void whatIsNotThereCannotBeHeldOrSettled() {
        CreditPosition at = topUp(CreditPosition.START, 10).position();

        assertThatIllegalArgumentException().isThrownBy(() -> at.reserve(JOB, new Usd(11), NOW));
        assertThatIllegalArgumentException().isThrownBy(() -> at.settle(JOB, settlement(0, 1), NOW));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at.settle(JOB, new Settlement(Usd.ZERO, Optional.empty()), NOW));
    }

    @Test
    void moreThanCanBeCountedIsRefused() {
        CreditPosition full = topUp(CreditPosition.START, Long.MAX_VALUE).position();
        CreditPosition held = full.reserve(JOB, new Usd(Long.MAX_VALUE), NOW).position();

        assertThatThrownBy(() -> topUp(full, 1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> topUp(held, 1)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aMovementThatDoesNotSumToZeroIsNone() {
        List<CreditEntry> lost =
                List.of(new CreditEntry(CreditAccount.AVAILABLE, -5), new CreditEntry(CreditAccount.RESERVED, 4));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CreditMovement(
                        1,
                        CreditMovement.Kind.RESERVATION,
                        Optional.of(JOB),
                        Optional.empty(),
                        NOW,
                        lost,
                        CreditBalance.NONE))
                .withMessageContaining("sum to -1");
    }

    @Test
    void aJobIsChargedNoMoreThanItHolds() {
        Cost holding = Cost.expected(new Usd(10), new Usd(100)).holding();

        assertThat(holding.spent(new Usd(99)).actual()).contains(new Usd(99));
        assertThat(holding.spent(new Usd(101)).actual()).contains(new Usd(100));
        assertThat(Cost.expected(new Usd(10), new Usd(100)).spent(new Usd(101)).actual())
                .contains(new Usd(101));
    }
}
