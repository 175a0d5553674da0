package dev.jobgrid.storage.internal.h2;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Compacts an open database for as long as the storage is open. H2 closes a database whose disk is full, and opens its
 * file anew for the next connection: that one is compacted then. A daemon thread; close() returns when it has ended.
 */
public final class H2CompactionThread implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(H2CompactionThread.class.getName());

    /** Between two tries; a full disk fails each. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final DataSource h2;
    private final H2Compaction.Pace pace;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "jobgrid-h2-compaction");

    private H2CompactionThread(DataSource h2, H2Compaction.Pace pace) {
        this.h2 = h2;
        this.pace = pace;
        thread.setDaemon(true);
    }

    /** Starts compaction of a {@linkplain H2Connections guarded} database, if it has a file. The result may be closed twice. */
    public static AutoCloseable start(DataSource h2, H2Compaction.Pace pace) {
        H2CompactionThread compaction = new H2CompactionThread(h2, pace);
        try {
            if (compaction.opened().isEmpty()) {
                return () -> {};
            }
            compaction.thread.start();
            return compaction;
        } catch (SQLException | LinkageError | ClassCastException e) {
            LOG.log(Level.WARNING, "this release of H2 is not known; the database file grows until it is closed", e);
            return () -> {};
        }
    }

    private Optional<H2Compaction> opened() throws SQLException {
        try (Connection connection = h2.getConnection()) {
            return H2Compaction.of(connection, pace);
        }
    }

    private void run() {
        boolean isReported = false;
        try {
            do {
                try {
                    Optional<H2Compaction> compaction = opened();
                    if (compaction.isPresent()) {
                        compaction.get().work(stopped);
                    }
                    isReported = false;
                } catch (SQLException | RuntimeException e) {
                    // Other calls report why the database is closed.
                    Level level = isReported ? Level.DEBUG : Level.WARNING;
                    LOG.log(level, "the database file could not be compacted; trying again", e);
                    isReported = true;
                }
                // No interrupt ends it: inside H2 it would close the file for all threads.
            } while (!stopped.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // not by us; the file grows until it is closed
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        stopped.countDown();
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // a step is short, and the database must not close within one
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
