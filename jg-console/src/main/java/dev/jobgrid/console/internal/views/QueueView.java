package dev.jobgrid.console.internal.views;

import java.time.Instant;
import java.util.List;

/**
 * The queue.
 *
 * @param sentence how many wait, and for how long
 * @param rows the first jobs of this workspace, in the order of their turns
 * @param reasons what they wait for, the most frequent first
 * @param version changes with what is above the rows
 */
public record QueueView(String sentence, List<Row> rows, List<Bar> reasons, String version) {
    /** Copies the lists. */
    public QueueView {
        rows = List.copyOf(rows);
        reasons = List.copyOf(reasons);
    }

    /**
     * A job that waits.
     *
     * @param id its id
     * @param version changes with what the row shows
     * @param place its place, from 1
     * @param name its name
     * @param needs the GPUs that it needs
     * @param since since when it waits
     * @param waited how long that is
     * @param share how long that is of the longest, 0 to 100
     * @param reason what it waits for
     * @param before how many have their turn before it, in words
     */
    public record Row(
            String id,
            String version,
            long place,
            String name,
            String needs,
            Instant since,
            String waited,
            long share,
            String reason,
            String before) {}

    /**
     * One of several, by how many there are.
     *
     * @param word what it is
     * @param count how many
     * @param share how many of the most, 0 to 100
     */
    public record Bar(String word, long count, long share) {}
}
