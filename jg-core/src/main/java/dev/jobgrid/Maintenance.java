package dev.jobgrid;

import dev.jobgrid.submit.GridPart;
import java.util.Map;

/**
 * Maintenance mode: closes parts of all grids on one storage, in all processes, and opens them again. Reads and jobs
 * continue. For the operator: not limited by a caller. Thread-safe; all methods block on the store.
 */
public interface Maintenance {
    /**
     * Closes a part: requests that need it are refused with MAINTENANCE_ACTIVE, JOB_INPUTS_UNAVAILABLE or
     * ARTIFACTS_UNAVAILABLE. Returns when no grid accepts new requests, about 0.3 s after it is stored; requests
     * accepted earlier may still finish.
     *
     * @param message the message for refused callers, 1 to 500 characters
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the message is empty or too long
     */
    void close(GridPart part, String message);

    /** Opens a part, and returns when every grid accepts requests again; no effect if it is open. */
    void open(GridPart part);

    /** The closed parts, with their messages. */
    Map<GridPart, String> closed();
}
