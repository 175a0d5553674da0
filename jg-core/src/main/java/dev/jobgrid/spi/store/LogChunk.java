package dev.jobgrid.spi.store;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.logs.LogLine;
import java.util.List;

/**
 * Lines of one run, stored together with the read position of its log, so that a restarted reader neither loses nor
 * repeats lines.
 *
 * @param run their run
 * @param afterEntryId the last line before these, 0 for the first: the chunk is valid only while that is the last
 *     stored line
 * @param lines with entry ids that grow by 1; may be empty if only the position moved
 * @param position the grid's read position in the run's log; opaque to the store
 */
public record LogChunk(RunKey run, long afterEntryId, List<LogLine> lines, String position) {
    /** Copies the lines, and checks that the first follows {@code afterEntryId}. */
    public LogChunk {
        lines = List.copyOf(lines);
        if (!lines.isEmpty() && lines.get(0).entryId() != afterEntryId + 1) {
            throw new IllegalArgumentException(
                    "line " + lines.get(0).entryId() + " does not follow line " + afterEntryId);
        }
    }
}
