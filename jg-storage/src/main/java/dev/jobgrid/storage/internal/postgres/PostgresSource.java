package dev.jobgrid.storage.internal.postgres;

import java.util.function.BinaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A source of rows in a statement, used like a table. Written as the table's name and its columns with their types:
 * {@code {k: job_id text, version int8}}. Pure.
 */
final class PostgresSource {
    private static final Pattern SOURCE = Pattern.compile("\\{(\\w+): ([^}]*)}");

    private PostgresSource() {}

    /** The statement with as many rows in each source as its arrays have elements, one array for each column. */
    static String many(String sql) {
        return fill(sql, PostgresSource::arrays);
    }

    /** The statement with one row in each source, one value for each column: for a single caller, at half the cost. */
    static String one(String sql) {
        return fill(sql, PostgresSource::values);
    }

    private static String fill(String sql, BinaryOperator<String> source) {
        return SOURCE.matcher(sql)
                .replaceAll(
                        (MatchResult found) -> Matcher.quoteReplacement(source.apply(found.group(1), found.group(2))));
    }

    private static String arrays(String table, String columns) {
        String[] all = columns.split(",\\s*");
        String arrays =
                Stream.of(all).map(column -> "?::" + type(column) + "[]").collect(Collectors.joining(", "));
        String numbered = IntStream.rangeClosed(1, all.length)
                .mapToObj(number -> table + "_column" + number)
                .collect(Collectors.joining(", "));
        // If the planner sees the arrays it counts their elements, and plans each call separately; behind OFFSET it
        // does not. A subselect for each would work too, at a cost for each.
        return "(SELECT * FROM (VALUES (" + arrays + ")) AS given (" + numbered + ") OFFSET 0) AS " + table
                + "_arrays CROSS JOIN LATERAL unnest(" + numbered + ") AS " + table + " (" + names(all) + ")";
    }

    private static String values(String table, String columns) {
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
