package dev.jobgrid.credits;

import dev.jobgrid.routing.Usd;

/**
 * The balance of a workspace.
 *
 * @param available credits that new jobs may reserve
 * @param reserved credits reserved by jobs that have not ended
 */
public record CreditBalance(Usd available, Usd reserved) {
    /** The balance of a workspace that never had credits. */
    public static final CreditBalance NONE = new CreditBalance(Usd.ZERO, Usd.ZERO);

    /** The sum of both. */
    public Usd total() {
        return new Usd(Math.addExact(available.micros(), reserved.micros()));
    }
}
