package dev.jobgrid.executor.docker.internal.http;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * When something last moved, so that a transfer is given up for standing still and never for being long, nor while it is
 * this side that is busy, nor while the Engine may have nothing to say. Thread-safe.
 */
public final class StallTimer {
    private final long limitNanos;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean isResting;
    private volatile BooleanSupplier isOwed = () -> true;

    public StallTimer(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /** The Engine did something, and is waited for again. */
    public void moved() {
        lastNanos = System.nanoTime();
        isResting = false;
    }

    /** Nothing is waited for. */
    void rest() {
        isResting = true;
    }

    /** From now on silence means something only while this says that the Engine owes bytes. */
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
