package dev.jobgrid.executor.process;

import java.time.Duration;

/**
 * An orphaned process, which shows whether a process of this host reaps orphans, or each stays a zombie, as in a
 * container whose first process does not reap. Thread-safe.
 */
final class Orphan {
    private final long pid;
    private final long start;
    private final Duration timeout;
    private final long began = System.nanoTime();
    private volatile boolean isGone;

    /**
     * An orphan that ends now.
     *
     * @param start distinguishes it from a later process with its number
     * @param timeout how long reaping it may take
     */
    Orphan(long pid, long start, Duration timeout) {
        this.pid = pid;
        this.start = start;
        this.timeout = timeout;
    }

    /** Whether orphans are reaped, as far as known. */
    boolean isCaredFor() {
        isGone = isGone
                || HostProcess.listed(pid).filter(now -> now.start() == start).isEmpty();
        return isGone || System.nanoTime() - began < timeout.toNanos();
    }
}
