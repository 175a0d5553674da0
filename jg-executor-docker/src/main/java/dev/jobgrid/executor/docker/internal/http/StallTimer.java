package dev.jobgrid.executor.docker.internal.http;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Tracks the last progress of a transfer, so that it is aborted for stalling and never for being long, nor while this
 * side is busy, nor while the Engine may have nothing to send. Thread-safe.
 */
public final class StallTimer {
    private final long limitNanos;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean isResting;
    private volatile BooleanSupplier isOwed = () -> true;

    public StallTimer(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** The Engine made progress, and is awaited again. */
    public void moved() {
        lastNanos = System.nanoTime();
        isResting = false;
    }

    /** Stops waiting. */
    void rest() {
        isResting = true;
    }

    /** From now on silence counts as a stall only while this is true: the Engine must send bytes. */
    public void owedWhen(BooleanSupplier condition) {
        isOwed = condition;
    }

    boolean isStalled() {
        return leftNanos() <= 0;
    }

    long leftNanos() {
        return isResting || !isOwed.getAsBoolean() ? limitNanos : limitNanos - (System.nanoTime() - lastNanos);
    }
}
