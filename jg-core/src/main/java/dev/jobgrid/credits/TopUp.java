package dev.jobgrid.credits;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Usd;
import java.time.Instant;

/**
 * Credits for a workspace.
 *
 * @param workspace whose
 * @param amount more than nothing, at most {@link #MAX_AMOUNT}
 * @param reference what it is called by, such as the number of an invoice: 1 to 128 characters; a workspace is topped up
 *     once by each
 * @param at when
 */
public record TopUp(WorkspaceId workspace, Usd amount, String reference, Instant at) {
    /** The largest of one: a billion dollars. */
    public static final Usd MAX_AMOUNT = new Usd(1_000_000_000_000_000L);

    /** The longest reference. */
    public static final int MAX_REFERENCE = 128;
}
