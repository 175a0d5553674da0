package dev.jobgrid;

import dev.jobgrid.retention.RetentionReport;

/**
 * Removes data that the grid's rules do not retain. Grids do so by themselves: once an hour one of those on a storage,
 * and unreferenced bytes once a day. For the operator: not limited by a caller. Thread-safe; all methods block on the
 * store, for minutes if there is much of it.
 */
public interface Retention {
    /** A preview of what {@link #run} would remove now. Changes nothing. */
    RetentionReport preview();

    /**
     * Removes it now, in small batches that block no other work. May be interrupted at any moment, and run
     * concurrently.
     */
    RetentionReport run();

    /**
     * Declares that the blob store belongs to this store alone, and removes all unreferenced bytes older than the
     * grace, however many. For when {@link RetentionReport#notRemovedReason} reports orphaned blobs that no store uses: after the
     * database was moved by a dump, or another store has moved out. Blobs that another store still uses are lost. May
     * be interrupted at any moment, and called again.
     */
    RetentionReport adoptBlobs();
}
