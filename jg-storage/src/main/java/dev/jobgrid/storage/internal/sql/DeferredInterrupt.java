package dev.jobgrid.storage.internal.sql;

/**
 * Defers interrupts of a thread during work for others: they are cleared meanwhile, and restored when this is closed.
 * Bound to the creating thread.
 */
public final class DeferredInterrupt implements AutoCloseable {
    private boolean isHeld = Thread.interrupted();

    /** Clears an interrupt that has come since; returns whether there was one. */
    public boolean take() {
        boolean hasCome = Thread.interrupted();
        isHeld |= hasCome;
        return hasCome;
    }

    @Override
    public void close() {
        if (isHeld) {
            Thread.currentThread().interrupt();
        }
    }
}
