package dev.jobgrid;

import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.routing.Usd;
import java.util.OptionalLong;

/**
 * The credits of a workspace: balance and movements. A job of a workspace that pays by credits reserves the upper end
 * of its estimate when it is accepted, and is charged for the time that its program ran, never for more than it
 * reserved. Thread-safe; all methods block on the store.
 */
public interface Credits {
    /** The balance of the workspace. */
    CreditBalance balance();

    /**
     * Movements of credits, newest first. Pages are stable while new movements are added.
     *
     * @param before only movements below this number; from the newest if it is absent
     * @param limit how many at most; read as between 1 and 100
     */
    CreditPage history(OptionalLong before, int limit);

    /**
     * Adds credits to the workspace. Idempotent by reference. For the operator.
     *
     * @param amount more than nothing, at most {@link dev.jobgrid.credits.TopUp#MAX_AMOUNT}
     * @param reference names the top-up, such as the number of an invoice: 1 to 128 characters
     * @return the movement that added them, now or earlier
     * @throws dev.jobgrid.errors.JobGridException FORBIDDEN if the grid acts for a caller or is remote; INVALID_REQUEST
     *     if amount or reference are out of bounds; CONFLICT if the reference was used for another amount
     */
    CreditMovement topUp(Usd amount, String reference);
}
