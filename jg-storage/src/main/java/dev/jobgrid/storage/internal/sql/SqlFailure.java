package dev.jobgrid.storage.internal.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Classifies errors of a database: the state of the transaction, and a public message. Pure. */
public final class SqlFailure {
    /** Deadlock or serialisation failure: the database has rolled everything back, so a retry is safe. */
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

    /** PostgreSQL's, and H2's. */
    private static final Set<String> LOCK_TIMEOUT = Set.of("55P03", "HYT00");

    /** The server is stopping, stopped or starting: the transaction was rolled back, or its commit result was lost. */
    private static final Set<String> SERVER_GONE = Set.of("57P01", "57P02", "57P03");

    /** PostgreSQL's disk full and its failures to use a file, and H2's failures to read or write one. */
    private static final Set<String> FILES = Set.of("53100", "58030", "90028", "90031");

    private static final Set<String> READ_ONLY = Set.of("25006");

    /** The user is refused: by rule, or for a wrong password. */
    private static final Set<String> NOT_LET_IN = Set.of("28000", "28P01");

    private static final Set<String> NO_DATABASE = Set.of("3D000");

    /** PostgreSQL has the most connections allowed. */
    private static final Set<String> CROWDED = Set.of("53300");

    /** H2 has closed the database, or its connection to it. */
    private static final Set<String> CLOSED = Set.of("90067", "90098", "90121");

    /** The message for a read-only database. */
    public static final String NO_WRITES = "the database is read-only (a standby?); connect to the primary";

    private SqlFailure() {}

    /** The database's own error in the cause chain, if there is one. */
    public static @Nullable SQLException of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** Whether nothing was written, and a retry is safe at once. */
    static boolean isRolledBack(@Nullable SQLException failure) {
        return ROLLED_BACK.contains(state(failure));
    }

    /** Whether the connection is lost, so that only a read shows whether a commit in flight succeeded. */
    public static boolean isUncertain(@Nullable SQLException failure) {
        String state = state(failure);
        return state.startsWith("08") || SERVER_GONE.contains(state);
    }

    /** Whether the database accepts no connection, or stopped before it had given one. */
    static boolean isUnreachable(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isUncertain(sql)) {
                return true;
            }
        }
        return false;
    }

    /** Whether another transaction held a lock for longer than the lock time-out. */
    public static boolean isLockTimeout(@Nullable SQLException failure) {
        return LOCK_TIMEOUT.contains(state(failure));
    }

    /** Whether a row exists already; nothing was written. */
    public static boolean isDuplicate(@Nullable SQLException failure) {
        return state(failure).equals("23505");
    }

    /** Whether a value does not fit its column, or an index on it: a retry would be rejected again. */
    static boolean isOfValues(@Nullable SQLException failure) {
        return state(failure).startsWith("22") || state(failure).equals("54000");
    }

    /** Whether the server is read-only: it has become, or still is, a standby. */
    static boolean isReadOnly(@Nullable SQLException failure) {
        return READ_ONLY.contains(state(failure));
    }

    /**
     * Whether PostgreSQL lets other transactions than a read-only one of this connection's write, as far as it has told;
     * older than 14 it does not.
     */
    static boolean isWritable(Connection connection) {
        try {
            if (!connection.isWrapperFor(PGConnection.class)) {
                return false;
            }
            PGConnection told = connection.unwrap(PGConnection.class);
            return "off".equals(told.getParameterStatus("in_hot_standby"))
                    && "off".equals(told.getParameterStatus("default_transaction_read_only"));
        } catch (SQLException e) {
            return false; // the connection is lost
        }
    }

    /** Whether the user lacks a right. */
    static boolean isForbidden(@Nullable SQLException failure) {
        return state(failure).equals("42501");
    }

    /** Whether the database could not use its files, usually because of a full disk. */
    static boolean isOfFiles(@Nullable SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException postgres) {
                return FILES.contains(state(postgres)); // a client's IOException is one of its socket
            }
            if (cause instanceof IOException) {
                return true;
            }
        }
        return FILES.contains(state(failure));
    }

    /** Why the store can't be used now, in public words; empty if the statement itself failed. */
    public static Optional<String> outage(SQLException failure) {
        if (isReadOnly(failure)) {
            return Optional.of(NO_WRITES);
        }
        if (isOfFiles(failure)) {
            return Optional.of("the database could not use its files; check whether its disk is full");
        }
        if (has(CLOSED, failure)) {
            return Optional.of("the database has closed itself");
        }
        return isUncertain(failure) ? Optional.of("the connection to the database was lost") : Optional.empty();
    }

    /** Why there is no connection, in public words. */
    public static String unconnected(SQLException failure) {
        if (failure instanceof DatabaseCircuitBreaker.OpenException) {
            return DatabaseCircuitBreaker.DOWN;
        }
        return refusal(failure)
                .orElse("the pool gave no connection in time; the database is down, or all connections are in use");
    }

    /** Why the server refuses a connection, if it answers. */
    static Optional<String> refusal(SQLException failure) {
        if (has(NOT_LET_IN, failure)) {
            return Optional.of("the database refuses the user or the password");
        }
        if (has(NO_DATABASE, failure)) {
            return Optional.of("there is no such database");
        }
        return has(CROWDED, failure) ? Optional.of("the database has no connection left") : Optional.empty();
    }

    private static boolean has(Set<String> states, SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && states.contains(state(sql))) {
                return true;
            }
        }
        return false;
    }

    private static String state(@Nullable SQLException failure) {
        String state = failure == null ? null : failure.getSQLState();
        return state == null ? "" : state;
    }

    /** The database's message, without values. */
    public static String messageOf(Exception failure) {
        SQLException sql = of(failure);
        return String.valueOf((sql == null ? failure : withoutValues(sql)).getMessage());
    }

    /** An error before anything was sent, so that the result is certain. */
    static SQLException beforeAnything(SQLException failure) {
        SQLException clean =
                new SQLTransientConnectionException(withoutValues(failure).getMessage());
        clean.setStackTrace(failure.getStackTrace());
        return clean;
    }

    /**
     * The error without quoted values. PostgreSQL's driver puts whole statements with their arguments into the message
     * of a batch, and the server puts whole rows into its details.
     */
    static SQLException withoutValues(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException postgres) {
                ServerErrorMessage server = postgres.getServerErrorMessage();
                String message = server == null ? postgres.getMessage() : server.getMessage();
                SQLException clean = new SQLException(message, postgres.getSQLState());
                clean.setStackTrace(failure.getStackTrace());
                return clean;
            }
        }
        return failure;
    }
}
