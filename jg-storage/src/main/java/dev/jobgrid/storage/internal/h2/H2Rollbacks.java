package dev.jobgrid.storage.internal.h2;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rollbacks of H2 from undoing what other transactions have committed. H2 gives a row its old value and then removes that
 * step from the transaction's undo log; if the file gets a new version in between, as by another's commit, it does both once
 * more, and by then another transaction may have changed the row and committed. So no version is written while one rolls back.
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
