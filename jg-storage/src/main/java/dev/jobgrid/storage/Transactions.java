package dev.jobgrid.storage;

import dev.jobgrid.errors.JobGridException;
import java.sql.SQLException;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Runs the statements of the stores, and turns what goes wrong into errors that hold neither SQL nor values. Thread-safe. */
final class Transactions {
    /** Deadlock or serialisation failure: the database has rolled everything back, so trying again is safe. */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

    private static final int TRIES = 5;

    private final Jdbi jdbi;

    Transactions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Reads, each statement seeing what is committed when it begins. */
    <T> T read(String doing, HandleCallback<T, RuntimeException> work) {
        try {
            return jdbi.withHandle(work);
        } catch (JdbiException e) {
            throw failed(doing, e);
        }
    }

    /** Writes all or nothing; what is written is durable on return. */
    <T> T write(String doing, HandleCallback<T, RuntimeException> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.<T, RuntimeException>inTransaction((Handle handle) -> work.withHandle(handle));
            } catch (JdbiException e) {
                if (attempt == TRIES || !isRolledBack(e)) {
                    throw failed(doing, e);
                }
            }
        }
    }

    private static boolean isRolledBack(JdbiException e) {
        SQLException cause = sqlCause(e);
        return cause != null && cause.getSQLState() != null && TRY_AGAIN.contains(cause.getSQLState());
    }

    // Jdbi's own message would show the statement with its arguments, secrets among them; the driver's does not.
    private static JobGridException failed(String doing, JdbiException e) {
        SQLException cause = sqlCause(e);
        return new JobGridException(doing + " failed: the store gave an error", cause == null ? e : cause);
    }

    private static @Nullable SQLException sqlCause(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
