package dev.jobgrid.spi.store;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import java.util.List;

/** Keeps what jobs print. Thread-safe; all methods block on the store. */
public interface LogStore {
    /**
     * Stores lines and how far the log was read, in one transaction, durable when the call returns.
     *
     * @return false, and nothing is stored, if another line than the chunk says is the last one stored, or a later run of
     *     the job has stored something
     */
    boolean append(LogChunk chunk);

    /** Lines of a job, by entry id. */
    List<LogLine> read(JobRef ref, LogQuery query);

    /** How far a job's log is stored. */
    LogEnd end(JobRef ref);
}
