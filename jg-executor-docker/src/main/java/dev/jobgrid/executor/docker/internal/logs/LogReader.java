package dev.jobgrid.executor.docker.internal.logs;

import dev.jobgrid.spi.executor.LogBatch;
import java.time.Duration;

/**
 * Reads one container's log from a position, until the container has ended and its last line is read. One thread reads,
 * another one takes the lines.
 */
public interface LogReader extends AutoCloseable {
    /** The position after the last batch. */
    String position();

    /** Takes lines; waits for some up to that long. */
    LogBatch take(Duration wait) throws InterruptedException;

    /** Reads until the log is complete, or this is closed. */
    void run();

    @Override
    void close();
}
