package dev.jobgrid.spi.store;

import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.TerminalText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The lines that a query asks for, as a {@link LogStore} finds them: oldest first, for a query backwards latest first.
 * Single-threaded.
 */
public final class LogSelection {
    private final LogQuery query;
    private final Optional<TextMatcher> text;
    private final List<LogLine> lines = new ArrayList<>();
    private long bytes;
    private int looked;
    private long lookedTo;

    /** None yet. */
    public LogSelection(LogQuery query) {
        this.query = query;
        this.text = query.containing().map(TextMatcher::new);
        this.lookedTo = query.before().orElse(query.after());
    }

    /** Takes the next line if the query asks for it and is not complete. */
    public void offer(LogLine line) {
        if (isComplete() || !isInRange(line)) {
            return;
        }
        looked++;
        lookedTo = line.entryId();
        if (fits(line)) {
            lines.add(line);
            bytes += line.sizeBytes();
        }
    }

    private boolean isInRange(LogLine line) {
        return query.isBackwards()
                ? line.entryId() < query.before().orElse(Long.MAX_VALUE)
                : line.entryId() > query.after();
    }

    private boolean fits(LogLine line) {
        return query.stream().map(line.stream()::equals).orElse(true)
                && text.map(wanted -> wanted.isIn(TerminalText.of(line.message())))
                        .orElse(true);
    }

    /** Whether no further line is asked for. */
    public boolean isComplete() {
        return lines.size() == query.limit()
                || (lines.size() > 1 && bytes > query.maxBytes())
                || (text.isPresent() && looked == LogQuery.MAX_SEARCHED);
    }

    /**
     * What was found. To be called once, after the last line was offered.
     *
     * @param isLast whether the store has no further line to offer
     */
    public LogSlice slice(boolean isLast) {
        if (query.isBackwards()) {
            Collections.reverse(lines);
        }
        return new LogSlice(lines, lookedTo, isLast && !isComplete());
    }
}
