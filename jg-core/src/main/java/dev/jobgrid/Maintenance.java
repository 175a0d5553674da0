package dev.jobgrid;

import dev.jobgrid.submit.GridPart;
import java.util.Map;

/**
 * Closes parts of all grids on one storage, and opens them again, in whichever processes they are. Reading goes on, and so do
 * jobs. For the operator: not limited by a caller. Thread-safe; all methods block on the store.
 */
public interface Maintenance {
    /**
     * Closes a part: what would need it is refused with MAINTENANCE_ACTIVE, JOB_INPUTS_UNAVAILABLE or
     * ARTIFACTS_UNAVAILABLE. Returns when no grid lets in anything new, about 0.3 s after it is stored; a request that a
     * grid let in before may still end.
     *
     * @param message what to tell those who come, 1 to 500 characters
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the message is empty or too long
     */
    void close(GridPart part, String message);

    /** Opens a part, and returns when every grid goes by that; nothing happens if it is open. */
    void open(GridPart part);

    /** What is closed, and what those who come are told. */
    Map<GridPart, String> closed();
}
