package dev.jobgrid.spi.store;

import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The lines that a query asks for, as a {@link LogStore} finds them: oldest first, for a tail latest first. Single-threaded.
 */
public final class LogSelection {
    private final LogQuery query;
    private final List<LogLine> lines = new ArrayList<>();
    private long bytes;

    /** None yet. */
    public LogSelection(LogQuery query) {
        this.query = query;
    }

    /** Takes the next line if the query asks for it and is not complete. */
    public void offer(LogLine line) {
        boolean isAsked = (query.tail() || line.entryId() > query.after())
                && query.stream().map(line.stream()::equals).orElse(true);
        if (isAsked && !isComplete()) {
            lines.add(line);
            bytes += line.sizeBytes();
        }
    }

    /** Whether no further line is asked for. */
    public boolean isComplete() {
        return lines.size() == query.limit() || (lines.size() > 1 && bytes > query.maxBytes());
    }

    /** The lines, oldest first. */
    public List<LogLine> lines() {
        if (query.tail()) {
            Collections.reverse(lines);
        }
        return lines;
    }
}
