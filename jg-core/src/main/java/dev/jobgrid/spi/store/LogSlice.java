package dev.jobgrid.spi.store;

import dev.jobgrid.logs.LogLine;
import java.util.List;

/**
 * What a store found for a {@link dev.jobgrid.logs.LogQuery}.
 *
 * @param lines the lines, oldest first
 * @param lookedTo the entry id of the last line looked at in the query's direction; its {@code after} or {@code before} if
 *     there was none
 * @param isEnd whether no line that the query asks for follows in that direction; false if it found as many lines as it asked
 *     for, whatever follows
 */
public record LogSlice(List<LogLine> lines, long lookedTo, boolean isEnd) {
    /** Copies the lines. */
    public LogSlice {
        lines = List.copyOf(lines);
    }
}
