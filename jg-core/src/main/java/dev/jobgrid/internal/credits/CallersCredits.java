package dev.jobgrid.internal.credits;

import dev.jobgrid.Credits;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.routing.Usd;
import java.util.OptionalLong;

/** A caller's read-only view of credits. Thread-safe. */
public final class CallersCredits implements Credits {
    private final Credits credits;

    /** The same credits for a caller. */
    public CallersCredits(Credits credits) {
        this.credits = credits;
    }

    @Override
    public CreditBalance balance() {
        return credits.balance();
    }

    @Override
    public CreditPage history(OptionalLong before, int limit) {
        return credits.history(before, limit);
    }

    @Override
    public CreditMovement topUp(Usd amount, String reference) {
        throw new JobGridException(
                ErrorCode.FORBIDDEN, "only the grid's operator tops up a workspace; './jg credits add' does it");
    }
}
