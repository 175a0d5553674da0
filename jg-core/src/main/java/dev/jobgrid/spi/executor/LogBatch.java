package dev.jobgrid.spi.executor;

import java.util.List;

/**
 * A batch of lines of a run's log.
 *
 * @param lines in order within each stream; at most about 1 MiB of text
 * @param position where to continue reading
 * @param isEnd whether the program has ended and no line follows
 */
public record LogBatch(List<RawLine> lines, String position, boolean isEnd) {
    /** Copies the lines. */
    public LogBatch {
        lines = List.copyOf(lines);
    }
}
