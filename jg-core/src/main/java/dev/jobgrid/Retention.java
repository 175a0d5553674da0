package dev.jobgrid;

import dev.jobgrid.retention.RetentionReport;

/**
 * Lets go of what the grid's rules do not keep. Grids do it by themselves, once an hour one of those on a storage, and
 * bytes that nothing refers to once a day. For the operator: not limited by a caller. Thread-safe; all methods block on
 * the store, for minutes if there is much of it.
 */
public interface Retention {
    /** What {@link #run} would let go of now. Changes nothing. */
    RetentionReport preview();

    /**
     * Lets go of it now, some at a time, so that nobody else has to wait. May be broken off at any moment, and run by
     * several at once.
     */
    RetentionReport run();
}
