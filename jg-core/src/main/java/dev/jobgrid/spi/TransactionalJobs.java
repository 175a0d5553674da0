package dev.jobgrid.spi;

import java.sql.Connection;
import java.util.List;

/** Stores jobs in a transaction of the caller's own. Offered by stores that lie in a database. Thread-safe. */
public interface TransactionalJobs {
    /**
     * Stores jobs as {@link JobStore#create} does, but in the transaction of this connection: they are there for others
     * once the caller commits, and gone if it does not. Grids are told of them with the commit if the store can, else they
     * find them when they look. The account that jobs hold credits of stays locked until the caller's transaction ends; if
     * they are UNFUNDED, the transaction is as it was before the call.
     *
     * @param connection leads to the store's database and does not commit by itself; stays open
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the connection commits by itself; INTERNAL_ERROR if
     *     the store fails, and then the transaction has to be rolled back
     */
    List<Creation> create(List<NewJob> jobs, Connection connection);
}
