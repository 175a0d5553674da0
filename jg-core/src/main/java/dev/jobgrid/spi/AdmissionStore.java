package dev.jobgrid.spi;

import dev.jobgrid.monitor.Census;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Overload;
import java.util.Map;
import java.util.Optional;

/** Counts jobs, and keeps what is closed for maintenance. Thread-safe; all methods block on the store. */
public interface AdmissionStore {
    /** How many jobs are not over; counts to this bound only. */
    Census census(int bound);

    /**
     * Lets jobs in if that breaks no limit, all of them or none. They count from now on, also while they are not stored
     * yet; those that are not after a minute count no more. Admissions to one workspace go one after the other, so that no
     * number of grids lets in more than the limits say; the limit of the queue, which is of all workspaces, may be passed by
     * as many as are let in at once. Within a caller's transaction ({@link TransactionalJobs#within}) nothing is locked and
     * no ticket is left: what counts is what is committed and what the transaction stored itself, so that as many may pass
     * the limits as there are such transactions at once.
     *
     * @return the first limit that would be broken; empty if they are let in
     */
    Optional<Overload> admit(Admission admission);

    /** What is closed, and what to tell those who come. */
    Map<GridPart, String> closed();

    /** Closes a part, or tells something else from now on. */
    void close(GridPart part, String message);

    /** Opens a part. */
    void open(GridPart part);
}
