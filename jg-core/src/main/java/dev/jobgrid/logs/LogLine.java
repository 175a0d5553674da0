package dev.jobgrid.logs;

import java.time.Instant;

/**
 * One line that a job printed (reference §08).
 *
 * @param entryId its place in the job's log: 1, 2, 3 … over all its runs
 * @param stream where it was written
 * @param at when it was read, or when its engine says it was written
 * @param message the line without its end, at most 16 KiB of UTF-8
 * @param truncated whether the line was longer
 */
public record LogLine(long entryId, LogStream stream, Instant at, String message, boolean truncated) {}
