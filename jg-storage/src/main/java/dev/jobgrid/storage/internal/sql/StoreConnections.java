package dev.jobgrid.storage.internal.sql;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections for the stores' statements: from the pool or, for a thread within a caller's transaction, the caller's
 * connection. Thread-safe.
 */
public final class StoreConnections implements ConnectionFactory {
    private final DataSource pool;
    private final Optional<DatabaseCircuitBreaker> breaker;

    /** Makes the pool replace its connections. */
    private final Runnable renewal;

    @SuppressWarnings("ThreadLocalUsage") // a thread may work within transactions of two stores
    private final ThreadLocal<@Nullable Connection> callers = new ThreadLocal<>();

    private volatile boolean closed;

    /** Connections of a pool to a database in this process, which needs no breaker. */
    public StoreConnections(DataSource pool) {
        this(pool, Optional.empty(), () -> {});
    }

    private StoreConnections(DataSource pool, Optional<DatabaseCircuitBreaker> breaker, Runnable renewal) {
        this.pool = pool;
        this.breaker = breaker;
        this.renewal = renewal;
    }

    /** Connections of an embedder's pool. */
    public static StoreConnections of(DataSource pool) {
        return new StoreConnections(pool, Optional.of(new DatabaseCircuitBreaker(pool::getConnection)), () -> {});
    }

    /**
     * Connections of the store's own pool.
     *
     * @param probed opens connections outside the pool, or fails in seconds
     */
    public static StoreConnections of(HikariDataSource pool, DataSource probed) {
        return new StoreConnections(
                pool,
                Optional.of(new DatabaseCircuitBreaker(probed::getConnection)),
                () -> Optional.ofNullable(pool.getHikariPoolMXBean())
                        .ifPresent(HikariPoolMXBean::softEvictConnections));
    }

    /** The failure of calls after the store is closed. */
    static final class ClosedException extends SQLException {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("the store is closed");
        }
    }

    /** A connection of the pool, even within a caller's transaction; fails while the database is known to be down. */
    public Connection pooled() throws SQLException {
        if (closed) {
            throw new ClosedException();
        }
        if (breaker.isPresent()) {
            breaker.get().check();
        }
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            breaker.ifPresent(DatabaseCircuitBreaker::doubt);
            throw e;
        }
    }

    /** Reports a lost connection: others may be lost too, and the database may be down. */
    void lost() {
        renewal.run();
        breaker.ifPresent(DatabaseCircuitBreaker::doubt);
    }

    /** Returns no more connections of the pool; borrowed ones stay open. */
    public void close() {
        closed = true;
    }

    /** Stops probing. */
    public void closeBreaker() {
        breaker.ifPresent(DatabaseCircuitBreaker::close);
    }

    /** Runs work whose statements on this thread use this connection. */
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
