package dev.jobgrid.storage.internal.sql;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Runs the statements of the stores, and converts failures into errors without SQL and values. In a thread within a
 * caller's transaction, {@link #read} and {@link #write} join that transaction; the other methods, for shared reads and
 * writes, never do. Thread-safe.
 */
public final class Transactions {
    private static final int TRIES = 5;

    /** A failover takes some seconds. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** A look-up by keys takes milliseconds: one that takes this long has a broken connection. */
    private static final Duration LOOK_UP = Duration.ofSeconds(3);

    private final Jdbi jdbi;
    private final StoreConnections connections;
    private final Optional<String> afterCommit;

    public Transactions(Jdbi jdbi, StoreConnections connections) {
        this(jdbi, connections, Optional.empty());
    }

    /**
     * Transactions of this database.
     *
     * @param jdbi opens its handles over the same connections
     * @param afterCommit a statement that makes a commit durable, if the commit alone does not
     */
    public Transactions(Jdbi jdbi, StoreConnections connections, Optional<String> afterCommit) {
        this.jdbi = jdbi;
        this.connections = connections;
        this.afterCommit = afterCommit;
    }

    /** Statements on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs work whose reads and writes on this thread join the transaction of this connection.
     *
     * @throws JobGridException INVALID_REQUEST if the connection commits by itself, or its transaction is read-only
     */
    public <T> T within(Connection connection, Supplier<T> work) {
        checkJoinable(connection);
        try {
            return connections.within(connection, work);
        } catch (JobGridException e) {
            // A transaction made read-only by a statement shows that with its first write alone.
            throw SqlFailure.isReadOnly(SqlFailure.of(e)) && SqlFailure.isWritable(connection) ? readOnly() : e;
        }
    }

    private static JobGridException readOnly() {
        return new JobGridException(ErrorCode.INVALID_REQUEST, "the transaction is read-only; submit outside of it");
    }

    public static void checkJoinable(Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new JobGridException(
                        ErrorCode.INVALID_REQUEST,
                        "the connection commits each statement by itself; turn that off by setAutoCommit(false)");
            }
            if (connection.isReadOnly()) {
                throw readOnly();
            }
        } catch (SQLException e) {
            throw failed("joining the transaction", e);
        }
    }

    /** Whether this thread works within a caller's transaction. */
    public boolean isJoined() {
        return connections.isJoined();
    }

    /** Reads; each statement sees the commits before its start. */
    public <T> T read(String doing, HandleCallback<T, RuntimeException> work) {
        try {
            return jdbi.withHandle(work);
        } catch (JdbiException e) {
            throw failed(doing, e);
        }
    }

    /** As {@link #read}, for frequent reads, where Jdbi's overhead matters. */
    public <T> T readOn(String doing, Work<T> work) {
        if (!isJoined()) {
            return tried(doing, work, Mode.READ);
        }
        try {
            return work.on(connections.openConnection());
        } catch (SQLException e) {
            throw failed(doing, e);
        }
    }

    /**
     * As {@link #read}, for frequent look-ups by key, where Jdbi's overhead matters and many callers wait: one without
     * an answer is given up, and retried over another connection.
     */
    public <T> T lookUp(String doing, Work<T> work) {
        return tried(doing, connection -> NetworkTimeout.within(LOOK_UP, connection, work), Mode.READ);
    }

    /** Writes atomically; durable on return, or with the caller's transaction. */
    public <T> T write(String doing, HandleCallback<T, RuntimeException> work) {
        if (isJoined()) {
            return read(
                    doing, work); // Neither begun nor ended here, nor retried: a failure ends the whole transaction.
        }
        return written(doing, handle -> handle.inTransaction(work));
    }

    /** Writes by one statement, which is a transaction of its own and costs one round trip. */
    public <T> T writeAlone(String doing, HandleCallback<T, RuntimeException> work) {
        return written(
                doing, handle -> isCommittingItself(handle) ? work.withHandle(handle) : handle.inTransaction(work));
    }

    private <T> T written(String doing, HandleCallback<T, RuntimeException> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.withHandle(handle -> {
                    T result = work.withHandle(handle);
                    afterCommit.ifPresent(handle::execute);
                    return result;
                });
            } catch (JdbiException e) {
                if (attempt == TRIES || !SqlFailure.isRolledBack(SqlFailure.of(e))) {
                    throw failed(doing, e);
                }
            }
        }
    }

    private static boolean isCommittingItself(Handle handle) {
        try {
            return handle.getConnection().getAutoCommit();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /** As {@link #write}, for frequent writes, where Jdbi's overhead matters. */
    public <T> T writeOn(String doing, Work<T> work) {
        return tried(doing, work, Mode.TRANSACTION);
    }

    /** As {@link #writeAlone}, for frequent writes, where Jdbi's overhead matters. */
    public <T> T writeOnce(String doing, Work<T> work) {
        return tried(doing, work, Mode.STATEMENT);
    }

    private enum Mode {
        READ,
        /** One statement, which is a transaction of its own. */
        STATEMENT,
        TRANSACTION
    }

    private <T> T tried(String doing, Work<T> work, Mode mode) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = connection(doing)) {
                boolean isOne = mode == Mode.READ || mode == Mode.STATEMENT && connection.getAutoCommit();
                return isOne ? work.on(connection) : inTransaction(connection, work);
            } catch (SQLException e) {
                noteLoss(e);
                boolean isLost = mode == Mode.READ && attempt == 1 && SqlFailure.isUncertain(e);
                if (attempt == TRIES || !isLost && !SqlFailure.isRolledBack(e)) {
                    throw failed(doing, e);
                }
            }
        }
    }

    private void noteLoss(SQLException e) {
        if (SqlFailure.isUncertain(e)) {
            connections.lost();
        }
    }

    private <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        boolean commitsItself = connection.getAutoCommit();
        connection.setAutoCommit(false);
        boolean committed = false;
        try {
            T result = work.on(connection);
            connection.commit();
            committed = true;
            makeDurable(connection);
            return result;
        } finally {
            end(connection, committed, commitsItself);
        }
    }

    private void makeDurable(Connection connection) throws SQLException {
        if (afterCommit.isPresent()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(afterCommit.get());
            }
        }
    }

    private static void end(Connection connection, boolean committed, boolean commitsItself) {
        try {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(commitsItself);
        } catch (SQLException e) {
            // The connection is lost, which is already reported, and the pool discards it.
        }
    }

    private Connection connection(String doing) {
        try {
            return connections.pooled();
        } catch (SQLException e) {
            throw unreached(doing, e);
        }
    }

    // Jdbi's own message would show the statement with its arguments, secrets among them.
    private JobGridException failed(String doing, JdbiException e) {
        SQLException cause = SqlFailure.of(e);
        if (cause == null) {
            return new JobGridException(doing + " failed: the store gave an error", e);
        }
        if (e instanceof ConnectionException) {
            return unreached(doing, cause);
        }
        noteLoss(cause);
        return failed(doing, cause);
    }

    public static JobGridException failed(String doing, SQLException e) {
        SQLException cause = SqlFailure.withoutValues(e);
        return SqlFailure.outage(e)
                .map(why -> unavailable(doing + " failed: " + why, cause))
                .orElseGet(() -> refused(doing, e, cause));
    }

    private static JobGridException refused(String doing, SQLException e, SQLException cause) {
        return SqlFailure.isOfValues(e)
                ? new JobGridException(
                        ErrorCode.INVALID_REQUEST, doing + " failed: a value is one that the store cannot hold", cause)
                : new JobGridException(doing + " failed: the store gave an error", cause);
    }

    public static JobGridException unreached(String doing, SQLException e) {
        if (e instanceof StoreConnections.ClosedException) {
            return unavailable(doing + " failed: the store is closed", e);
        }
        return unavailable(
                doing + " failed: " + SqlFailure.unconnected(e) + ". Nothing was written, try again a little later",
                SqlFailure.beforeAnything(e));
    }

    /** A pool that could not be opened. */
    public static JobGridException unopened(RuntimeException e) {
        SQLException cause = SqlFailure.of(e);
        String why = Optional.ofNullable(cause).flatMap(SqlFailure::refusal).orElse("the database cannot be reached");
        return new JobGridException(
                ErrorCode.STORE_UNAVAILABLE,
                "opening the store failed: " + why + ": " + SqlFailure.messageOf(e),
                RETRY_AFTER,
                e);
    }

    private static JobGridException unavailable(String message, SQLException cause) {
        return new JobGridException(ErrorCode.STORE_UNAVAILABLE, message, RETRY_AFTER, cause);
    }
}
