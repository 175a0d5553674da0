package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.errors.JobGridException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Logs the cause of an outage once per interval, not for every request. Thread-safe. */
public final class OutageLog {
    private static final long EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    private final Logger log;
    private final String what;
    private final AtomicLong saidNanos = new AtomicLong(System.nanoTime() - EVERY_NANOS);

    /**
     * Logs to that logger.
     *
     * @param what the problem: "the store is unavailable"
     */
    public OutageLog(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    /** Logs it, unless it was logged a moment ago. */
    public void log(String request, JobGridException outage) {
        long said = saidNanos.get();
        long now = System.nanoTime();
        if (now - said >= EVERY_NANOS && saidNanos.compareAndSet(said, now)) {
            log.log(
                    Logger.Level.WARNING,
                    "request " + request + " and those that follow for "
                            + Duration.ofNanos(EVERY_NANOS).toSeconds() + " s are refused: " + what,
                    outage);
        }
    }
}
