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

/** The writes of jobs, in what one kind of database does fastest. Thread-safe. */
public interface JobWrites {
    /**
     * How many calls of {@link #create(List)}, and as many of {@link #update(List)}, may be under way at a time for the most
     * jobs a second, 1 or more.
     */
    int atOnce();

    /** Stores new jobs as {@link dev.jobgrid.spi.store.JobStore#create} says, for several callers at once. */
    List<List<Creation>> create(List<List<JobRow>> calls);

    /** Stores new jobs in the transaction of this connection, which someone else ends. */
    List<Creation> create(List<JobRow> jobs, Connection connection) throws SQLException;

    /** Stores one change in the transaction of this connection, which someone else ends; false if it lost a race. */
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
     * What a caller wants to be written of jobs and of runs.
     *
     * @param changes as {@link dev.jobgrid.spi.store.JobStore#applyAll} says
     * @param releases as {@link dev.jobgrid.spi.store.AllocationStore#release} says
     */
    record Update(List<ChangeRow> changes, List<ReleaseRow> releases) {
        /** How many answers there are. */
        int size() {
            return changes.size() + releases.size();
        }
    }

    /**
     * Writes what several callers want, in one commit where that goes.
     *
     * @return for each whether its changes, then its releases, were stored
     */
    List<List<Boolean>> update(List<Update> calls);
}
