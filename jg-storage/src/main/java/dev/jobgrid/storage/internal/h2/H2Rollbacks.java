package dev.jobgrid.storage.internal.h2;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Prevents rollbacks of H2 from undoing commits of other transactions. H2 restores a row's old value and then removes
 * that step from the transaction's undo log; if the file gets a new version in between, by another commit, it repeats
 * both, and by then another transaction may have changed the row and committed. So no version is written during a
 * rollback.
 */
final class H2Rollbacks {
    private H2Rollbacks() {}

    static @Nullable Object rollBack(MVStore file, Callable<@Nullable Object> how) throws Throwable {
        // What it throws is not for the file to hear, which would close.
        FutureTask<@Nullable Object> rollback = new FutureTask<>(how);
        try {
            file.executeFilestoreOperation(rollback);
        } catch (MVStoreException closed) {
            rollback.run(); // does nothing if it ran
        }
        try {
            return rollback.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
