package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.storage.internal.json.StoredJson;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiPredicate;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;

/** Writes of jobs, optimised for one kind of database. Thread-safe. */
public interface JobWrites {
    /**
     * The number of concurrent calls of {@link #create(List)}, and of {@link #update(List)}, with the highest
     * throughput, 1 or more.
     */
    int atOnce();

    /** Stores new jobs as {@link dev.jobgrid.spi.store.JobStore#create} does, for several callers at once. */
    List<List<Creation>> create(List<List<JobRow>> calls);

    /** Stores new jobs in the transaction of this connection, which the caller ends. */
    List<Creation> create(List<JobRow> jobs, Connection connection) throws SQLException;

    /** Stores one change in the transaction of this connection, which the caller ends; false if it lost a race. */
    boolean apply(ChangeRow change, Connection connection) throws SQLException;

    /** Stores one change in the transaction of a handle. */
    default BiPredicate<Handle, Transition> within(StoredJson json) {
        return (handle, change) -> {
            try {
                return apply(ChangeRow.of(change, json), handle.getConnection());
            } catch (SQLException e) {
                throw new ConnectionException(e);
            }
        };
    }

    /**
     * Writes the changes of several callers as {@link dev.jobgrid.spi.store.JobStore#applyAll} does, in one commit where
     * possible.
     *
     * @return for each whether its changes were stored
     */
    List<List<Boolean>> update(List<List<ChangeRow>> calls);
}
