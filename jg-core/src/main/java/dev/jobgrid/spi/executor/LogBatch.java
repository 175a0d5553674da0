package dev.jobgrid.spi.executor;

import java.util.List;

/**
 * Some lines of a run's log.
 *
 * @param lines each stream's in the order written; at most about 1 MiB of text
 * @param position where to go on reading
 * @param isEnd whether the program is over and no line comes after these
 */
public record LogBatch(List<RawLine> lines, String position, boolean isEnd) {
    /** Copies the lines. */
    public LogBatch {
        lines = List.copyOf(lines);
    }
}
