package dev.jobgrid.spi.store;

import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;

/** Stores jobs in a transaction of the caller's own. Offered by stores in a database. Thread-safe. */
public interface TransactionalJobs {
    /**
     * Stores jobs as {@link JobStore#create} does, but in the transaction of this connection: they exist for others
     * once the caller commits, and never existed otherwise. Grids are notified with the commit if the store can do so,
     * else they find the jobs by polling. The account of jobs that hold credits stays locked until the caller's
     * transaction ends; if none of the list is stored, UNFUNDED or BATCH_REJECTED, the transaction is as it was before
     * the call.
     *
     * @param connection leads to the store's database and does not commit by itself; stays open
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the connection commits by itself, or
     *     its transaction is read-only; STORE_UNAVAILABLE or INTERNAL_ERROR if the store fails, then the transaction must be rolled back
     */
    List<Creation> create(List<NewJob> jobs, Connection connection);

    /**
     * Runs the look-ups and the admission of a submit over this connection. Calls that the work's own thread makes to
     * the storage meanwhile read and write in the caller's transaction, and take no other connection: lookups of jobs,
     * inputs, templates, history and maintenance, {@link AdmissionStore#admit} and {@link InputStore#use}. None of
     * these leaves a row locked that submits and ends of other jobs need, except inputs that no submit named for half a
     * day.
     *
     * <p>A store that cannot do that runs the work as it is.
     *
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the connection commits by itself, or its
     *     transaction is read-only; else what the work throws
     */
    default <T> T within(Connection connection, Supplier<T> work) {
        return work.get();
    }
}
