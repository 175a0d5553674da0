package dev.jobgrid.storage.internal.sql;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * A circuit breaker for a database: while that is known to accept no connections, callers fail at once instead of
 * waiting for one. A failed or lost connection starts a probe, one at a time; only a probe's result opens or closes the
 * breaker. Thread-safe; close() waits for the probe.
 */
final class DatabaseCircuitBreaker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DatabaseCircuitBreaker.class.getName());
    /** The failure of callers while the breaker is open. */
    static final String DOWN = "the database is down; it is probed until it takes connections again";

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ConnectionFactory probe;
    private final Duration pause;
    private final AtomicBoolean probing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = StoreThreads.executor();
    private volatile boolean open;

    /** The breaker is open. */
    static final class OpenException extends SQLTransientConnectionException {
        private static final long serialVersionUID = 1L;

        OpenException() {
            super(DOWN);
        }
    }

    /**
     * A breaker that is closed.
     *
     * @param probe opens a connection, or fails in seconds
     */
    DatabaseCircuitBreaker(ConnectionFactory probe) {
        this(probe, PAUSE);
    }

    /** As the other, with this pause after a failed probe. */
    DatabaseCircuitBreaker(ConnectionFactory probe, Duration pause) {
        this.probe = probe;
        this.pause = pause;
    }

    /** Returns if the breaker is closed; throws if the database is known to be down. */
    void check() throws OpenException {
        if (open) {
            throw new OpenException();
        }
    }

    /** Starts a probe, unless one is running. Does not wait for it. */
    void doubt() {
        if (!probing.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(this::probe);
        } catch (RuntimeException | OutOfMemoryError e) {
            probing.set(false); // no thread for it: the next failing caller retries
        }
    }

    private void probe() {
        try {
            do {
                probeOnce();
            } while (open && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open = false; // no probe is running any more
            probing.set(false);
        }
    }

    private void probeOnce() {
        try {
            probe.openConnection().close();
            closeAfter("it takes connections");
        } catch (SQLException e) {
            if (!SqlFailure.isUnreachable(e)) {
                closeAfter("it answers");
            } else if (!open) {
                open = true;
                LOG.log(
                        Level.WARNING,
                        "the database is down, requests are refused until it accepts connections again: "
                                + SqlFailure.messageOf(e));
            }
        }
    }

    private void closeAfter(String found) {
        if (open) {
            open = false;
            LOG.log(Level.INFO, "the database is available again: " + found);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        StoreThreads.end(threads);
    }
}
