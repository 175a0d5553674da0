package dev.jobgrid.console.internal.views;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The list of jobs.
 *
 * @param rows the jobs, newest first
 * @param segments the choice of a status
 * @param chips the filters that are set, each with a link without it
 * @param fields the filters' form
 * @param query the filters as a query, for links: "?status=failed", or empty
 * @param mine the query for what the caller submitted
 * @param older the query of the next page, if there is one
 * @param isFirst whether this is the newest page
 * @param back how far back was looked, if older jobs are left
 * @param reach what else to say of that; empty for nothing
 */
public record JobsView(
        List<ShownJob> rows,
        List<Segment> segments,
        List<Chip> chips,
        List<Field> fields,
        String query,
        String mine,
        Optional<String> older,
        boolean isFirst,
        Optional<Instant> back,
        String reach) {
    /** Copies the lists. */
    public JobsView {
        rows = List.copyOf(rows);
        segments = List.copyOf(segments);
        chips = List.copyOf(chips);
        fields = List.copyOf(fields);
    }

    /**
     * One choice.
     *
     * @param word what it is called
     * @param glyph its glyph; empty for none
     * @param query the address' query
     * @param isChosen whether it is the present one
     */
    public record Segment(String word, String glyph, String query, boolean isChosen) {}

    /**
     * A filter that is set.
     *
     * @param name its name
     * @param value its value
     * @param without the query without it
     */
    public record Chip(String name, String value, String without) {}

    /**
     * A field of the filters' form.
     *
     * @param name the filter's name
     * @param label what it is called
     * @param value what it holds
     * @param hint an example
     * @param choices the values to choose from; none for a text
     */
    public record Field(String name, String label, String value, String hint, List<String> choices) {
        /** Copies the list. */
        public Field {
            choices = List.copyOf(choices);
        }
    }
}
