package dev.jobgrid.executor.docker;

import java.time.Duration;

/**
 * When something last moved, so that a transfer is given up for standing still and never for being long, nor while it is
 * this side that is busy. Thread-safe.
 */
final class Progress {
    private final long limitNanos;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean isResting;

    Progress(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** The Engine did something, and is waited for again. */
    void moved() {
        lastNanos = System.nanoTime();
        isResting = false;
    }

    /** Nothing is waited for. */
    void rest() {
        isResting = true;
    }

    boolean isStalled() {
        return leftNanos() <= 0;
    }

    long leftNanos() {
        return isResting ? limitNanos : limitNanos - (System.nanoTime() - lastNanos);
    }
}
