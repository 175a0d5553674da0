package dev.jobgrid.credits;

import dev.jobgrid.routing.Usd;

/**
 * Credits of a workspace.
 *
 * @param available what new jobs may hold back
 * @param reserved what jobs that are not over hold back
 */
public record CreditBalance(Usd available, Usd reserved) {
    /** Of a workspace that never had credits. */
    public static final CreditBalance NONE = new CreditBalance(Usd.ZERO, Usd.ZERO);

    /** Both together. */
    public Usd total() {
        return new Usd(Math.addExact(available.micros(), reserved.micros()));
    }
}
