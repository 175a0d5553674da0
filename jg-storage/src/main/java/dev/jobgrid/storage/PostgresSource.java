package dev.jobgrid.storage;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where a statement takes the rows from that it writes, as one of its tables. Their columns are named with their types. Pure. */
final class PostgresSource {
    private PostgresSource() {}

    /**
     * As many rows as the arrays have elements, one array for each column.
     *
     * @param columns such as {@code job_id text, version int8}
     */
    static String many(String table, String columns) {
        String[] all = columns.split(",\\s*");
        String arrays =
                Stream.of(all).map(column -> "?::" + type(column) + "[]").collect(Collectors.joining(", "));
        String numbered = IntStream.rangeClosed(1, all.length)
                .mapToObj(number -> table + "_column" + number)
                .collect(Collectors.joining(", "));
        // Where the planner sees the arrays it counts their elements, and takes each call for a case of its own; behind
        // OFFSET it does not. A subselect for each would do that too, at a cost for each.
        return "(SELECT * FROM (VALUES (" + arrays + ")) AS given (" + numbered + ") OFFSET 0) AS " + table
                + "_arrays CROSS JOIN LATERAL unnest(" + numbered + ") AS " + table + " (" + names(all) + ")";
    }

    /** One row, one value for each column: what a lone caller needs, at half the cost. */
    static String one(String table, String columns) {
        return Stream.of(columns.split(",\\s*"))
                .map(column -> "?::" + type(column) + " AS " + name(column))
                .collect(Collectors.joining(", ", "(SELECT ", ") AS " + table));
    }

    private static String names(String... columns) {
        return Stream.of(columns).map(PostgresSource::name).collect(Collectors.joining(", "));
    }

    private static String name(String column) {
        return column.strip().split(" ")[0];
    }

    private static String type(String column) {
        return column.strip().split(" ")[1];
    }
}
