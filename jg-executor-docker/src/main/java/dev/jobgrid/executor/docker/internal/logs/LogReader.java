package dev.jobgrid.executor.docker.internal.logs;

import dev.jobgrid.spi.executor.LogBatch;
import java.time.Duration;

/**
 * Reads on in one container's log from a position, until the container is over and its last line is read. One thread
 * reads, another one takes what was read.
 */
public interface LogReader extends AutoCloseable {
    /** Where the last batch taken ends. */
    String position();

    /** Takes what was read; waits for something as long as told. */
    LogBatch take(Duration wait) throws InterruptedException;

    /** Reads until all is read, or this is closed. */
    void run();

    @Override
    void close();
}
