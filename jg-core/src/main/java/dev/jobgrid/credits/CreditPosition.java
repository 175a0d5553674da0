package dev.jobgrid.credits;

import dev.jobgrid.credits.CreditMovement.Kind;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.routing.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of a workspace's account, which creates the next movement. Pure.
 *
 * @param number of its last movement; 0 before the first
 * @param balance its balance
 */
public record CreditPosition(long number, CreditBalance balance) {
    /** The position before any movement. */
    public static final CreditPosition START = new CreditPosition(0, CreditBalance.NONE);

    /** Whether a job may reserve that much. */
    public boolean covers(Usd amount) {
        return balance.available().compareTo(amount) >= 0;
    }

    /**
     * Adds credits.
     *
     * @throws ArithmeticException if the workspace would have more than {@link Long#MAX_VALUE} micro-dollars
     */
    public CreditMovement topUp(TopUp topUp) {
        long micros = topUp.amount().micros();
        return next(new Moved(Kind.TOP_UP, Optional.empty(), Optional.of(topUp.reference()), topUp.at()), micros, 0, 0);
    }

    /**
     * Reserves credits for a job.
     *
     * @param amount over 0
     * @throws IllegalArgumentException if fewer are available
     */
    public CreditMovement reserve(JobId job, Usd amount, Instant at) {
        return next(
                new Moved(Kind.RESERVATION, Optional.of(job), Optional.empty(), at),
                -amount.micros(),
                amount.micros(),
                0);
    }

    /**
     * Settles an ended job.
     *
     * @throws IllegalArgumentException if fewer credits are reserved than it claims, or it has none reserved
     */
    public CreditMovement settle(JobId job, Settlement settlement, Instant at) {
        long held = settlement.held().orElse(Usd.ZERO).micros();
        long charged = settlement.charged().micros();
        return next(new Moved(Kind.SETTLEMENT, Optional.of(job), Optional.empty(), at), held - charged, -held, charged);
    }

    private record Moved(Kind kind, Optional<JobId> job, Optional<String> reference, Instant at) {}

    private CreditMovement next(Moved moved, long available, long reserved, long revenue) {
        List<CreditEntry> entries = new ArrayList<>();
        add(entries, CreditAccount.AVAILABLE, available);
        add(entries, CreditAccount.RESERVED, reserved);
        add(entries, CreditAccount.REVENUE, revenue);
        // The remaining amount comes from outside.
        add(entries, CreditAccount.TOP_UPS, -(available + reserved + revenue));
        CreditBalance after = new CreditBalance(
                new Usd(Math.addExact(balance.available().micros(), available)),
                new Usd(Math.addExact(balance.reserved().micros(), reserved)));
        Math.addExact(after.available().micros(), after.reserved().micros());
        return new CreditMovement(number + 1, moved.kind(), moved.job(), moved.reference(), moved.at(), entries, after);
    }

    private static void add(List<CreditEntry> entries, CreditAccount account, long micros) {
        if (micros != 0) {
            entries.add(new CreditEntry(account, micros));
        }
    }
}
