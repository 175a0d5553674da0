package dev.jobgrid.logs;

import java.time.Instant;

/**
 * One line of a job's output (reference §08).
 *
 * @param entryId its number in the job's log: 1, 2, 3 … over all its runs
 * @param stream stdout or stderr
 * @param at when it was read, or written by its engine's clock
 * @param message the line without its end, at most 16 KiB of UTF-8
 * @param truncated whether the line was longer
 */
public record LogLine(long entryId, LogStream stream, Instant at, String message, boolean truncated) {
    /** The size of the message in UTF-8. */
    public int sizeBytes() {
        int bytes = 0;
        for (int i = 0; i < message.length(); i++) {
            char one = message.charAt(i);
            // Half a pair is two of the four bytes of its character.
            bytes += one < 0x80 ? 1 : one < 0x800 || Character.isSurrogate(one) ? 2 : 3;
        }
        return bytes;
    }
}
