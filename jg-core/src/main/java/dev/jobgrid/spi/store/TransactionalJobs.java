package dev.jobgrid.spi.store;

import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;

/** Stores jobs in a transaction of the caller's own. Offered by stores that lie in a database. Thread-safe. */
public interface TransactionalJobs {
    /**
     * Stores jobs as {@link JobStore#create} does, but in the transaction of this connection: they are there for others
     * once the caller commits, and gone if it does not. Grids are told of them with the commit if the store can, else they
     * find them when they look. The account that jobs hold credits of stays locked until the caller's transaction ends; if
     * none of the list is stored, UNFUNDED or LEFT_OUT, the transaction is as it was before the call.
     *
     * @param connection leads to the store's database and does not commit by itself; stays open
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the connection commits by itself; STORE_UNAVAILABLE or
     *     INTERNAL_ERROR if the store fails, and then the transaction has to be rolled back
     */
    List<Creation> create(List<NewJob> jobs, Connection connection);

    /**
     * Runs work that looks up what a submit needs, and lets it in, over this connection. What the work's own thread asks of
     * the storage meanwhile reads and writes in the caller's transaction, and takes no other connection: lookups of jobs,
     * inputs, templates, history and what is closed, {@link AdmissionStore#admit} and {@link InputStore#use}. None of these
     * leaves a row locked that submits and ends of other jobs need, but for inputs that no submit named for half a day.
     *
     * <p>A store that cannot do that runs the work as it is.
     *
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the connection commits by itself; else what the work
     *     throws
     */
    default <T> T within(Connection connection, Supplier<T> work) {
        return work.get();
    }
}
