package dev.jobgrid.storage.internal.sql;

/**
 * Keeps a thread's interrupts from work that it does for others too: they are taken away while that is under way, and given
 * back when this is closed. Of the thread that made it.
 */
public final class DeferredInterrupt implements AutoCloseable {
    private boolean isHeld = Thread.interrupted();

    /** Takes away an interrupt that has come since; says whether one has. */
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
