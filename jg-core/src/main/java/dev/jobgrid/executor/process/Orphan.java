package dev.jobgrid.executor.process;

import java.time.Duration;

/**
 * A process whose parent was gone when it ended. By it shows whether someone on this host waits for such, or each stays in the
 * list of processes for good, as in a container whose first process does not care. Thread-safe.
 */
final class Orphan {
    private final long pid;
    private final long start;
    private final Duration timeout;
    private final long began = System.nanoTime();
    private volatile boolean isGone;

    /**
     * One that ends at this moment.
     *
     * @param start tells it from a later one with its number
     * @param patience how long it may take until someone has waited for it
     */
    Orphan(long pid, long start, Duration patience) {
        this.pid = pid;
        this.start = start;
        this.timeout = patience;
    }

    /** Whether others may be left alone like it, as far as anyone knows. */
    boolean isCaredFor() {
        isGone = isGone
                || HostProcess.listed(pid).filter(now -> now.start() == start).isEmpty();
        return isGone || System.nanoTime() - began < timeout.toNanos();
    }
}
