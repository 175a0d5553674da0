package dev.jobgrid.spi;

import java.time.Duration;

/** A unit of background work, driven one step at a time. Single-threaded. */
@FunctionalInterface
public interface Loop {
    /**
     * Does the work that is due.
     *
     * @param wait how long to wait for work if none is due
     * @return false when the work has ended and no step follows
     */
    boolean step(Duration wait) throws InterruptedException;
}
