package dev.jobgrid.console.internal.views;

import java.util.List;

/**
 * What retention would remove now.
 *
 * @param sentence how much
 * @param rows by what it is
 * @param notice why some of it would stay; empty if nothing would
 */
public record RetentionView(String sentence, List<Row> rows, String notice) {
    /** Copies the list. */
    public RetentionView {
        rows = List.copyOf(rows);
    }

    /**
     * An amount.
     *
     * @param what what would be removed
     * @param count how many
     * @param size how many bytes; empty if they are not counted
     */
    public record Row(String what, String count, String size) {}
}
