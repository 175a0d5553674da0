package dev.jobgrid.executor.docker.internal.logs;

/**
 * Reads one container's log from a position, until the container has ended and its last line is read. One thread reads,
 * another one takes the lines.
 */
public interface LogReader {
    /** The lines that were read. */
    LogQueue lines();

    /** Reads until the log is complete, or the queue of its lines is closed. */
    void run();
}
