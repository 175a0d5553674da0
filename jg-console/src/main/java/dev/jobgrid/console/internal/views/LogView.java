package dev.jobgrid.console.internal.views;

import dev.jobgrid.console.internal.text.AnsiText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of a log.
 *
 * @param lines its lines
 * @param last the number of the log's last line; 0 if it has none
 * @param marked the line that is meant: one that was searched, or that a link names; 0 for none
 * @param find what was searched
 * @param found what came of the search, in words
 * @param on the query that goes on with the search, if lines are left
 * @param next the line that it goes on from
 * @param stream "stdout", "stderr" or empty for both
 * @param older where older lines are, if there are any
 * @param newer where newer lines are, if there are any
 * @param isGrowing whether lines may come
 * @param empty what to say where there is no line
 */
public record LogView(
        List<Line> lines,
        long last,
        long marked,
        String find,
        String found,
        Optional<String> on,
        String next,
        String stream,
        Optional<String> older,
        Optional<String> newer,
        boolean isGrowing,
        String empty) {
    /** Copies the lines. */
    public LogView {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param number its number, from 1
     * @param at when
     * @param time the time of day in UTC
     * @param isError whether it came by standard error
     * @param isCut whether the line was longer
     * @param parts its text by colours
     */
    public record Line(
            long number, Instant at, String time, boolean isError, boolean isCut, List<AnsiText.Part> parts) {
        /** Copies the parts. */
        public Line {
            parts = List.copyOf(parts);
        }
    }
}
