package dev.jobgrid.storage;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/**
 * Gives back the space of a database file that old versions of pages hold, while the database is open. H2 does that by
 * itself only together with delayed writes, which lose acknowledged commits; without it each commit would add some 20 KB to
 * the file for ever. Reaches below JDBC, because no statement does this; with an H2 whose inner parts differ the file is
 * left to grow, and is as good otherwise. A daemon thread; close() returns when it has ended.
 */
final class H2Compaction implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(H2Compaction.class.getName());
    private static final long PAUSE_MILLIS = 200;

    /** Little at a time: commits wait meanwhile. */
    private static final int STEP_BYTES = 2 * 1024 * 1024;

    /** Live bytes in percent of those in use; below it, chunks with little that is live are rewritten. */
    private static final int FILL_PERCENT = 60;

    /** Space is free only some 45 s after it was last used; then a database that is left alone needs no more steps. */
    private static final int STEPS_AFTER_LAST_COMMIT = 600;

    private final MVStore store;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "jobgrid-h2-compaction");

    private H2Compaction(MVStore store) {
        this.store = store;
        thread.setDaemon(true);
    }

    /** Starts to look after the database, if it has a file. The result may be closed twice. */
    static AutoCloseable start(DataSource h2) {
        try (Connection connection = h2.getConnection()) {
            SessionLocal session =
                    (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
            if (!session.getDatabase().isPersistent()) {
                return () -> {};
            }
            H2Compaction compaction =
                    new H2Compaction(session.getDatabase().getStore().getMvStore());
            compaction.thread.start();
            return compaction;
        } catch (SQLException | LinkageError | ClassCastException e) {
            LOG.log(Level.WARNING, "this release of H2 is not known; the database file grows until it is closed", e);
            return () -> {};
        }
    }

    private void run() {
        long seen = -1;
        int stepsLeft = 0;
        try {
            // No interrupt: one that hits a thread inside H2 closes the file under everyone's feet.
            while (!stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                if (store.getCurrentVersion() != seen) {
                    stepsLeft = STEPS_AFTER_LAST_COMMIT;
                }
                if (stepsLeft > 0) {
                    stepsLeft--;
                    store.compact(FILL_PERCENT, STEP_BYTES);
                    seen = store.getCurrentVersion();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // not by us; the file grows until it is closed
        } catch (RuntimeException e) {
            if (!store.isClosed()) {
                LOG.log(Level.WARNING, "the database file is no longer compacted, and grows until it is closed", e);
            }
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // a step takes milliseconds, and the database must not close within one
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
