package dev.jobgrid.spi;

/**
 * Runs a grid's loops. The usual one gives each a thread of its own; a simulation decides itself which one takes the next
 * step.
 */
public interface Loops extends AutoCloseable {
    /** Takes the loop on, and steps it until it is over. A step that throws is logged and tried again a little later. */
    void start(String name, Loop loop);

    /** Takes no more steps; returns when the last one has ended. May be called twice. */
    @Override
    void close();
}
