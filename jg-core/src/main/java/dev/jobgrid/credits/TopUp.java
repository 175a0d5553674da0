package dev.jobgrid.credits;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Usd;
import java.time.Instant;

/**
 * A top-up of a workspace's credits.
 *
 * @param workspace the workspace
 * @param amount over 0, at most {@link #MAX_AMOUNT}
 * @param reference names it, such as the number of an invoice: 1 to 128 characters; each is applied once per workspace
 * @param at when
 */
public record TopUp(WorkspaceId workspace, Usd amount, String reference, Instant at) {
    /** The largest top-up: a billion dollars. */
    public static final Usd MAX_AMOUNT = new Usd(1_000_000_000_000_000L);

    /** The longest reference. */
    public static final int MAX_REFERENCE = 128;
}
