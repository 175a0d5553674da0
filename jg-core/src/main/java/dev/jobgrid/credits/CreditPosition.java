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
 * How far a workspace's account got. Makes the movement that comes next. Pure.
 *
 * @param number of its last movement; 0 before the first
 * @param balance what it has
 */
public record CreditPosition(long number, CreditBalance balance) {
    /** Before anything moved. */
    public static final CreditPosition START = new CreditPosition(0, CreditBalance.NONE);

    /** Whether a job may hold back so much. */
    public boolean covers(Usd amount) {
        return balance.available().compareTo(amount) >= 0;
    }

    /**
     * Credits come in.
     *
     * @throws ArithmeticException if the workspace would have more than {@link Long#MAX_VALUE} micro-dollars
     */
    public CreditMovement topUp(TopUp topUp) {
        long micros = topUp.amount().micros();
        return next(new Moved(Kind.TOP_UP, Optional.empty(), Optional.of(topUp.reference()), topUp.at()), micros, 0, 0);
    }

    /**
     * A job holds credits back.
     *
     * @param amount more than nothing
     * @throws IllegalArgumentException if there are not as many
     */
    public CreditMovement reserve(JobId job, Usd amount, Instant at) {
        return next(
                new Moved(Kind.RESERVATION, Optional.of(job), Optional.empty(), at),
                -amount.micros(),
                amount.micros(),
                0);
    }

    /**
     * A job that holds credits back is over.
     *
     * @throws IllegalArgumentException if fewer are held back than it says, or it holds nothing back
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
        // What came from nowhere else came from outside.
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
