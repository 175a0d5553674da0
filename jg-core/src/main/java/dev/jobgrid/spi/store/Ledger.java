package dev.jobgrid.spi.store;

import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps credits. Those of jobs move with the jobs: held back by {@link JobStore#create}, settled once by the
 * {@link JobStore#apply} that ends the job, each in the same transaction. What moved is never changed or removed, also when
 * its job is. Thread-safe; all methods block on the store.
 */
public interface Ledger {
    /** The reservation of a job. */
    Optional<CreditHold> find(JobRef job);

    /** What a workspace has; {@link CreditPosition#START} if it never had any. */
    CreditPosition position(WorkspaceId workspace);

    /**
     * Gives a workspace credits, unless it was topped up by this reference before: then nothing is written.
     *
     * @return the movement that has this reference, which is another amount's if that was topped up by it
     * @throws ArithmeticException if the workspace would have more than {@link Long#MAX_VALUE} micro-dollars
     */
    CreditMovement topUp(TopUp topUp);

    /** Movements of a workspace below a number, all if it is absent, the newest first. */
    List<CreditMovement> movements(WorkspaceId workspace, OptionalLong before, int limit);
}
