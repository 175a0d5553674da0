package dev.jobgrid.storage;

import dev.jobgrid.errors.JobGridException;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Runs the statements of the stores, and turns what goes wrong into errors that hold neither SQL nor values. Thread-safe. */
final class Transactions {
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
                if (attempt == TRIES || !SqlFailure.isRolledBack(SqlFailure.of(e))) {
                    throw failed(doing, e);
                }
            }
        }
    }

    // Jdbi's own message would show the statement with its arguments, secrets among them.
    private static JobGridException failed(String doing, JdbiException e) {
        SQLException cause = SqlFailure.of(e);
        return new JobGridException(
                doing + " failed: the store gave an error", cause == null ? e : SqlFailure.withoutValues(cause));
    }
}
