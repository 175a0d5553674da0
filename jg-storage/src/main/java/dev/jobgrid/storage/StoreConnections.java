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
    private final ThreadLocal<@Nullable Connection> callers = new ThreadLocal<>();

    StoreConnections(DataSource pool) {
        this.pool = pool;
    }

    /** A connection of the pool, whatever the thread works within. */
    Connection pooled() throws SQLException {
        return pool.getConnection();
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
        return joined == null ? pool.getConnection() : joined;
    }

    /** {@inheritDoc} A caller's connection stays open. */
    @Override
    public void closeConnection(Connection connection) throws SQLException {
        if (connection != callers.get()) {
            connection.close();
        }
    }
}
