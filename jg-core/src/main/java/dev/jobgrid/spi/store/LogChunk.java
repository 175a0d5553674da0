package dev.jobgrid.spi.store;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.logs.LogLine;
import java.util.List;

/**
 * Lines of one run, stored together with how far its log was read, so that a reader that starts anew neither loses nor
 * repeats one.
 *
 * @param run whose lines they are
 * @param afterEntryId the last line before these, 0 for the first ones: the chunk holds only if it still is the last
 * @param lines with entry ids that grow by 1; may be empty if only the position moved
 * @param position how far the grid has read the run's log; means something to it alone
 */
public record LogChunk(RunKey run, long afterEntryId, List<LogLine> lines, String position) {
    /** Copies the lines, and checks that the first one follows. */
    public LogChunk {
        lines = List.copyOf(lines);
        if (!lines.isEmpty() && lines.get(0).entryId() != afterEntryId + 1) {
            throw new IllegalArgumentException(
                    "line " + lines.get(0).entryId() + " does not follow line " + afterEntryId);
        }
    }
}
