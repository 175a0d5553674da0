package dev.jobgrid.spi.store;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.logs.LogQuery;

/** Stores the logs of jobs. Thread-safe; all methods block on the store. */
public interface LogStore {
    /**
     * Stores lines and the read position in one transaction, durable when the call returns.
     *
     * @return false, and nothing is stored, if the last stored line is not the chunk's {@code afterEntryId}, or a later
     *     run of the job has stored a chunk
     */
    boolean append(LogChunk chunk);

    /**
     * Lines of a job, by entry id. Beyond {@link LogQuery#maxBytes} it gives one line, the last found, and no more, so that
     * the caller sees that others follow. A search for a text looks at one line at least, if there is one, and at as many as
     * the store can within {@link LogQuery#MAX_SEARCHED}; the slice says how far it came.
     */
    LogSlice read(JobRef ref, LogQuery query);

    /** The end of a job's stored log. */
    LogEnd end(JobRef ref);
}
