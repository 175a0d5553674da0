package dev.jobgrid.credits;

import dev.jobgrid.id.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A permanent, double-entry record of moved credits: two entries or more that sum to zero.
 *
 * @param number counts the movements of a workspace, from 1 and without gaps
 * @param kind its purpose
 * @param job its job, if it has one
 * @param reference the reference of a top-up
 * @param at when, by the clock of the grid that wrote it
 * @param entries the change of each account
 * @param after the workspace's balance afterwards
 */
public record CreditMovement(
        long number,
        Kind kind,
        Optional<JobId> job,
        Optional<String> reference,
        Instant at,
        List<CreditEntry> entries,
        CreditBalance after) {
    /** Purposes of movements. */
    public enum Kind {
        /** The operator added credits. */
        TOP_UP,
        /** An accepted job reserves its highest cost. */
        RESERVATION,
        /** A job has ended: its actual cost is charged, and the rest of the reserved credits is available again. */
        SETTLEMENT
    }

    /** Checks that the entries sum to zero, and copies them. */
    public CreditMovement {
        entries = List.copyOf(entries);
        long sum = entries.stream().mapToLong(CreditEntry::micros).sum();
        if (entries.size() < 2 || sum != 0) {
            throw new IllegalArgumentException("movement " + number + " has " + entries.size() + " entries that sum to "
                    + sum + "; it takes two or more that sum to 0");
        }
    }

    /** The change of an account, 0 if it has no entry. */
    public long gain(CreditAccount account) {
        return entries.stream()
                .filter(entry -> entry.account() == account)
                .mapToLong(CreditEntry::micros)
                .sum();
    }

    /** The workspace's position afterwards. */
    public CreditPosition position() {
        return new CreditPosition(number, after);
    }
}
