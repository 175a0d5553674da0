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
 * The circuit breaker before a database: while that is known to take no connections, callers hear it at once, and do not each
 * wait for one in vain. Who got none, or lost one, has the database probed, by one probe at a time; only what a probe finds
 * opens the breaker or closes it. Thread-safe; close() waits for the probe.
 */
final class DatabaseCircuitBreaker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DatabaseCircuitBreaker.class.getName());
    /** What callers are told while the breaker is open. */
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

    /** As the other, with this pause between a probe that found the database down and the next. */
    DatabaseCircuitBreaker(ConnectionFactory probe, Duration pause) {
        this.probe = probe;
        this.pause = pause;
    }

    /** Lets the caller pass, or says that the database is known to be down. */
    void check() throws OpenException {
        if (open) {
            throw new OpenException();
        }
    }

    /** Has the database probed, unless a probe is under way. Does not wait for it. */
    void doubt() {
        if (!probing.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(this::probe);
        } catch (RuntimeException | OutOfMemoryError e) {
            probing.set(false); // no thread for it: the next caller to fail asks again
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
            open = false; // nobody probes any more
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
                        "the database is down, what needs it is refused until it takes connections again: "
                                + SqlFailure.messageOf(e));
            }
        }
    }

    private void closeAfter(String found) {
        if (open) {
            open = false;
            LOG.log(Level.INFO, "the database was down, and is no longer: " + found);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        StoreThreads.end(threads);
    }
}
