package dev.jobgrid.spi;

import java.time.Duration;

/** Work that goes on, a step at a time. Single-threaded. */
@FunctionalInterface
public interface Loop {
    /**
     * Does what there is to do.
     *
     * @param wait if there is nothing, waits for something as long as this
     * @return false when the work is over for good
     */
    boolean step(Duration wait) throws InterruptedException;
}
