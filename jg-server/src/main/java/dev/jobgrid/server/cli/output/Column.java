package dev.jobgrid.server.cli.output;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param title its heading
 * @param isWide whether only a wide table has it
 * @param cell its text for a row
 * @param <T> the rows
 */
public record Column<T>(String title, boolean isWide, Function<T, String> cell) {
    /** A column of every table. */
    public static <T> Column<T> of(String title, Function<T, String> cell) {
        return new Column<>(title, false, cell);
    }

    /** A column of wide tables. */
    public static <T> Column<T> wide(String title, Function<T, String> cell) {
        return new Column<>(title, true, cell);
    }
}
