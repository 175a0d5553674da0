package dev.jobgrid.credits;

import dev.jobgrid.id.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Credits that moved at once, written down for good: two entries or more that sum to zero.
 *
 * @param number counts the movements of a workspace, from 1 and without a gap
 * @param kind what for
 * @param job the job that it is about, if it is about one
 * @param reference what whoever topped up calls it by
 * @param at when, by the clock of the grid that wrote it
 * @param entries what each account gained
 * @param after what the workspace has since
 */
public record CreditMovement(
        long number,
        Kind kind,
        Optional<JobId> job,
        Optional<String> reference,
        Instant at,
        List<CreditEntry> entries,
        CreditBalance after) {
    /** What credits move for. */
    public enum Kind {
        /** The operator gave the workspace credits. */
        TOP_UP,
        /** A job that was accepted holds back what it may cost at most. */
        RESERVATION,
        /** A job is over: what it did cost is taken, and the rest of what it held back is available again. */
        SETTLEMENT
    }

    /** Checks that nothing came from nowhere, and copies the entries. */
    public CreditMovement {
        entries = List.copyOf(entries);
        long sum = entries.stream().mapToLong(CreditEntry::micros).sum();
        if (entries.size() < 2 || sum != 0) {
            throw new IllegalArgumentException("movement " + number + " has " + entries.size() + " entries that sum to "
                    + sum + "; it takes two or more that sum to 0");
        }
    }

    /** What an account gained, 0 if it is not part of this. */
    public long gain(CreditAccount account) {
        return entries.stream()
                .filter(entry -> entry.account() == account)
                .mapToLong(CreditEntry::micros)
                .sum();
    }

    /** Where it leaves the workspace's account. */
    public CreditPosition position() {
        return new CreditPosition(number, after);
    }
}
