package dev.jobgrid.executor.docker;

import java.time.Duration;

/** When something last moved, so that a transfer is given up for standing still and never for being long. Thread-safe. */
final class Progress {
    private final long limitNanos;
    private volatile long lastNanos = System.nanoTime();

    Progress(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    void moved() {
        lastNanos = System.nanoTime();
    }

    boolean isStalled() {
        return leftNanos() <= 0;
    }

    long leftNanos() {
        return limitNanos - (System.nanoTime() - lastNanos);
    }
}
