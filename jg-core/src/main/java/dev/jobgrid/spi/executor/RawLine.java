package dev.jobgrid.spi.executor;

import dev.jobgrid.logs.LogStream;
import java.time.Instant;

/**
 * A log line as an executor reads it. It ends with "\n", "\r" (as updates of a progress bar do) or "\r\n".
 *
 * @param stream stdout or stderr
 * @param at when it was written, as precisely as the executor knows
 * @param message without its end, at most 16 KiB of UTF-8
 * @param truncated whether it was longer
 */
public record RawLine(LogStream stream, Instant at, String message, boolean truncated) {
    /** The most bytes of UTF-8 in a line. */
    public static final int MAX_BYTES = 16 * 1024;
}
