package dev.jobgrid.storage.internal.sql;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a database's error says about what became of the transaction, and what of it may be told. Pure. */
public final class SqlFailure {
    /** Deadlock or serialisation failure: the database has rolled everything back, so trying again is safe. */
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

    /** PostgreSQL's, and H2's. */
    private static final Set<String> LOCK_TIMEOUT = Set.of("55P03", "HYT00");

    /** The server is going, gone or coming: what was under way was rolled back, or its commit went unheard. */
    private static final Set<String> SERVER_GONE = Set.of("57P01", "57P02", "57P03");

    /** PostgreSQL's disk full and its failures to use a file, and H2's failures to read or write one. */
    private static final Set<String> FILES = Set.of("53100", "58030", "90028", "90031");

    private static final Set<String> READ_ONLY = Set.of("25006");

    /** Who asks is not let in: by rule, or for a wrong password. */
    private static final Set<String> NOT_LET_IN = Set.of("28000", "28P01");

    private static final Set<String> NO_DATABASE = Set.of("3D000");

    /** PostgreSQL has as many connections as it may. */
    private static final Set<String> CROWDED = Set.of("53300");

    /** H2 has closed the database, or its connection to it. */
    private static final Set<String> CLOSED = Set.of("90067", "90098", "90121");

    /** What is said of a database that is read-only. */
    public static final String NO_WRITES =
            "the database takes no writes, as a standby does; the connection must lead to the primary";

    private SqlFailure() {}

    /** The database's own error behind what was thrown, if there is one. */
    public static @Nullable SQLException of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** Whether nothing was written, and the same may be tried again at once. */
    static boolean isRolledBack(@Nullable SQLException failure) {
        return ROLLED_BACK.contains(state(failure));
    }

    /** Whether the connection is lost, so that only a look can tell whether a commit under way was one. */
    public static boolean isUncertain(@Nullable SQLException failure) {
        String state = state(failure);
        return state.startsWith("08") || SERVER_GONE.contains(state);
    }

    /** Whether the database takes no connection, or went before it had given one. */
    static boolean isUnreachable(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isUncertain(sql)) {
                return true;
            }
        }
        return false;
    }

    /** Whether another transaction kept a lock for longer than the statement was to wait. */
    public static boolean isLockTimeout(@Nullable SQLException failure) {
        return LOCK_TIMEOUT.contains(state(failure));
    }

    /** Whether a row is there already; nothing was written. */
    public static boolean isDuplicate(@Nullable SQLException failure) {
        return state(failure).equals("23505");
    }

    /** Whether a value is one that its column, or an index on it, cannot hold: the same would be refused again. */
    static boolean isOfValues(@Nullable SQLException failure) {
        return state(failure).startsWith("22") || state(failure).equals("54000");
    }

    /** Whether the server takes no writes: it has become, or still is, somebody's standby. */
    static boolean isReadOnly(@Nullable SQLException failure) {
        return READ_ONLY.contains(state(failure));
    }

    /** Whether the user lacks a right. */
    static boolean isForbidden(@Nullable SQLException failure) {
        return state(failure).equals("42501");
    }

    /** Whether the database could not use its files, for which a full disk is the usual cause. */
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

    /**
     * Why the store can't be used for now, for people who may be strangers; nothing if the failure is one of the statement's
     * own.
     */
    public static Optional<String> outage(SQLException failure) {
        if (isReadOnly(failure)) {
            return Optional.of(NO_WRITES);
        }
        if (isOfFiles(failure)) {
            return Optional.of("the database could not use its files; look whether its disk is full");
        }
        if (has(CLOSED, failure)) {
            return Optional.of("the database has closed itself");
        }
        return isUncertain(failure) ? Optional.of("the connection to the database was lost") : Optional.empty();
    }

    /** Why there is no connection, for people who may be strangers. */
    public static String unconnected(SQLException failure) {
        if (failure instanceof DatabaseCircuitBreaker.OpenException) {
            return DatabaseCircuitBreaker.DOWN;
        }
        return refusal(failure)
                .orElse("the pool gave no connection in time; the database is down, or all connections are in use");
    }

    /** Why the server gives no connection, if it answers at all. */
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

    /** The database's words, without values. */
    public static String messageOf(Exception failure) {
        SQLException sql = of(failure);
        return String.valueOf((sql == null ? failure : withoutValues(sql)).getMessage());
    }

    /** An error that came before anything was sent, so that it leaves nothing open. */
    static SQLException beforeAnything(SQLException failure) {
        SQLException clean =
                new SQLTransientConnectionException(withoutValues(failure).getMessage());
        clean.setStackTrace(failure.getStackTrace());
        return clean;
    }

    /**
     * The error without the values that it may quote. PostgreSQL's driver puts whole statements with their arguments into
     * the message of a batch, and the server puts whole rows into its details.
     */
    static SQLException withoutValues(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException postgres) {
                ServerErrorMessage told = postgres.getServerErrorMessage();
                String message = told == null ? postgres.getMessage() : told.getMessage();
                SQLException clean = new SQLException(message, postgres.getSQLState());
                clean.setStackTrace(failure.getStackTrace());
                return clean;
            }
        }
        return failure;
    }
}
