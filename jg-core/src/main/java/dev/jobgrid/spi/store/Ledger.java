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
 * Stores credits. Those of jobs move with the jobs: reserved by {@link JobStore#create}, settled once by the
 * {@link JobStore#apply} that ends the job, each in the same transaction. Movements are never changed or removed, even
 * when their job is. Thread-safe; all methods block on the store.
 */
public interface Ledger {
    /** The credit hold of a job. */
    Optional<CreditHold> find(JobRef job);

    /** The credits of a workspace; {@link CreditPosition#START} if it never had any. */
    CreditPosition position(WorkspaceId workspace);

    /**
     * Adds credits to a workspace, unless the reference was used before: then nothing is written.
     *
     * @return the movement with this reference, whose amount may be another one
     * @throws ArithmeticException if the workspace would have more than {@link Long#MAX_VALUE} micro-dollars
     */
    CreditMovement topUp(TopUp topUp);

    /** Movements of a workspace below a number, all if it is absent, newest first. */
    List<CreditMovement> movements(WorkspaceId workspace, OptionalLong before, int limit);
}
