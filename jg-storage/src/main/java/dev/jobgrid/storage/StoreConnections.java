package dev.jobgrid.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the stores' statements go: over connections of the pool or, for a thread that works within a caller's transaction,
 * over the caller's connection. Thread-safe.
 */
final class StoreConnections implements ConnectionFactory {
    private final DataSource pool;

    @SuppressWarnings("ThreadLocalUsage") // a thread may work within transactions of two stores
    private final ThreadLocal<@Nullable Connection> callers = new ThreadLocal<>();

    private volatile boolean closed;

    StoreConnections(DataSource pool) {
        this.pool = pool;
    }

    /** What is told to those who come when the store is closed. */
    static final class ClosedException extends SQLException {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("the store is closed");
        }
    }

    /** A connection of the pool, whatever the thread works within. */
    Connection pooled() throws SQLException {
        if (closed) {
            throw new ClosedException();
        }
        return pool.getConnection();
    }

    /** Gives none of the pool any more; those that are out stay open. */
    void close() {
        closed = true;
    }

    /** Runs work whose statements, those of this thread, go over this connection. */
    <T> T within(Connection connection, Supplier<T> work) {
        Connection before = callers.get();
        callers.set(connection);
        try {
            return work.get();
        } finally {
            if (before == null) {
                callers.remove();
            } else {
                callers.set(before);
            }
        }
    }

    /** Whether this thread works within a caller's transaction. */
    boolean isJoined() {
        return callers.get() != null;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection joined = callers.get();
        return joined == null ? pooled() : joined;
    }

    /** {@inheritDoc} A caller's connection stays open. */
    @Override
    @SuppressWarnings("ReferenceEquality") // of two that are equal only one is the caller's
    public void closeConnection(Connection connection) throws SQLException {
        if (connection != callers.get()) {
            connection.close();
        }
    }
}
