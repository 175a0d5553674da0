package dev.jobgrid.server.cli.output;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How rows of one kind are printed.
 *
 * @param name what identifies a row
 * @param columns the columns of a table
 * @param <T> the rows
 */
public record Listing<T>(Function<T, String> name, List<Column<T>> columns) {
    /** Copies the columns. */
    public Listing {
        columns = List.copyOf(columns);
    }

    /** The lines of a table with its heading. */
    public List<String> table(List<T> rows, boolean isWide) {
        List<Column<T>> shown =
                columns.stream().filter(column -> isWide || !column.isWide()).toList();
        Stream<List<String>> heading =
                Stream.of(shown.stream().map(Column::title).toList());
        Stream<List<String>> cells = rows.stream()
                .map(row ->
                        shown.stream().map(column -> column.cell().apply(row)).toList());
        return AlignedText.lines(Stream.concat(heading, cells).toList());
    }
}
