package dev.jobgrid;

import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.routing.Usd;
import java.util.OptionalLong;

/**
 * Credits of a workspace: what there is, and how it came to be. A job of one who pays by credits holds back the upper end of
 * its estimate when it is accepted, and is charged for the time that its program ran, never for more than it held.
 * Thread-safe; all methods block on the store.
 */
public interface Credits {
    /** What the workspace has. */
    CreditBalance balance();

    /**
     * What moved, the newest first. Pages stay as they are while more moves.
     *
     * @param before reads on below this number; from the newest if it is absent
     * @param limit how many at most; read as between 1 and 100
     */
    CreditPage history(OptionalLong before, int limit);

    /**
     * Gives the workspace credits, once for each reference however often it is called. For the operator.
     *
     * @param amount more than nothing, at most {@link dev.jobgrid.credits.TopUp#MAX_AMOUNT}
     * @param reference what it is called by, such as the number of an invoice: 1 to 128 characters
     * @return the movement that gave them, now or before
     * @throws dev.jobgrid.errors.JobGridException FORBIDDEN if the grid is a caller's or remote; INVALID_REQUEST if amount
     *     or reference are out of bounds; CONFLICT if the reference was used for another amount
     */
    CreditMovement topUp(Usd amount, String reference);
}
