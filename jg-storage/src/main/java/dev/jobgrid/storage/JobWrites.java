package dev.jobgrid.storage;

import dev.jobgrid.spi.Creation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The writes of jobs, in what one kind of database does fastest. Thread-safe. */
interface JobWrites {
    /** Stores new jobs as {@link dev.jobgrid.spi.JobStore#create} says, for several callers at once. */
    List<List<Creation>> create(List<List<JobRow>> calls);

    /** Stores new jobs in the transaction of this connection, which someone else ends. */
    List<Creation> create(List<JobRow> jobs, Connection connection) throws SQLException;

    /** Stores changes as {@link dev.jobgrid.spi.JobStore#applyAll} says, for several callers at once. */
    List<List<Boolean>> apply(List<List<ChangeRow>> calls);
}
