package dev.jobgrid.spi;

/**
 * Runs a grid's loops. The default gives each a thread of its own; a simulation decides itself which one takes the next
 * step.
 */
public interface Loops extends AutoCloseable {
    /** Starts the loop, and steps it until it ends. A step that throws is logged and retried after a delay. */
    void start(String name, Loop loop);

    /** Stops stepping; returns when the last step has ended. May be called twice. */
    @Override
    void close();
}
