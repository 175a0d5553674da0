package dev.jobgrid.console.internal.views;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The callbacks of a workspace.
 *
 * @param sentence who was not told
 * @param segments the states to choose from
 * @param rows callbacks of the chosen state, newest first
 * @param canRetry whether all that are shown can be sent again
 * @param older the query of older ones
 */
public record CallbacksView(
        String sentence, List<Segment> segments, List<Row> rows, boolean canRetry, Optional<String> older) {
    /** Copies the lists. */
    public CallbacksView {
        segments = List.copyOf(segments);
        rows = List.copyOf(rows);
    }

    /**
     * A state.
     *
     * @param state its name in the address
     * @param words its name, with how many there are
     * @param isChosen whether it is shown
     */
    public record Segment(String state, String words, boolean isChosen) {}

    /**
     * A callback.
     *
     * @param job its job
     * @param jobWord how that ended
     * @param glyph the glyph of that
     * @param receiver the host and port that it goes to
     * @param ended when the job ended
     * @param tries how often it was tried
     * @param answer what came of the last try; empty before the first
     * @param next when the next try is due, if one follows
     */
    public record Row(
            String job,
            String jobWord,
            String glyph,
            String receiver,
            Instant ended,
            String tries,
            String answer,
            Optional<Instant> next) {}
}
