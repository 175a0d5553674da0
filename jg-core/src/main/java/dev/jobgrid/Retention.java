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

    /**
     * Says that the blob store is this store's alone, and lets go of all bytes there that nothing refers to and that are older
     * than the grace, however many. For when {@link RetentionReport#left} says that they are left, and they are nobody's: after
     * the database was moved by a dump, or another store has moved out. What another store still uses is lost by it. May
     * be broken off at any moment, and called again.
     */
    RetentionReport adoptBlobs();
}
