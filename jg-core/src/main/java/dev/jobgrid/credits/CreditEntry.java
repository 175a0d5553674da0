package dev.jobgrid.credits;

/**
 * The change of one account by a movement.
 *
 * @param account which account
 * @param micros micro-dollars, below zero if it lost them; never 0
 */
public record CreditEntry(CreditAccount account, long micros) {
    /** Checks that something moved. */
    public CreditEntry {
        if (micros == 0) {
            throw new IllegalArgumentException("an entry of 0 for " + account + " moves nothing; leave it out");
        }
    }
}
