package dev.jobgrid.server.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lines of comma-separated values below a line of column names, read one at a time. Values may be quoted; columns are found
 * by their names in any case. Single-threaded.
 */
final class CsvTable {
    private static final long MAX = 1_000_000_000_000_000L;
    private static final long MAX_COUNT = 1_000_000;

    private final String name;
    private final BufferedReader lines;
    private final Map<String, Integer> columns = new HashMap<>();
    private int line;

    /** One line. */
    final class Row {
        private final int number;
        private final List<String> cells;

        private Row(int number, List<String> cells) {
            this.number = number;
            this.cells = cells;
        }

        /** The value, empty if the table has no such column or the line none in it. */
        String text(String column) {
            int at = columns.getOrDefault(column, Integer.MAX_VALUE);
            return at < cells.size() ? cells.get(at) : "";
        }

        /** A number, if there is one. */
        Optional<Double> number(String column) {
            String text = text(column);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                double value = Double.parseDouble(text);
                if (Double.isFinite(value)) {
                    return Optional.of(value);
                }
                // Some tools write "NaN" for nothing.
                return Optional.empty();
            } catch (NumberFormatException e) {
                throw refused(number, "has '" + text + "' as " + column + ", which is no number", e);
            }
        }

        /** A whole number of 0 or more; fractions are rounded up, and nothing is 0. */
        long count(String column) {
            return count(column, MAX);
        }

        /** As {@link #count(String)}, of things that stand together in one place. */
        int few(String column) {
            return (int) count(column, MAX_COUNT);
        }

        private long count(String column, long max) {
            double value = number(column).orElse(0d);
            if (value < 0 || value > max) {
                throw refused(number, "has " + text(column) + " as " + column + "; 0 to " + max + " are allowed", null);
            }
            return (long) Math.ceil(value);
        }
    }

    CsvTable(String name, BufferedReader lines, List<String> required) throws IOException {
        this.name = name;
        this.lines = lines;
        String header = lines.readLine();
        line = 1;
        if (header == null) {
            throw refused(1, "with the names of the columns is missing", null);
        }
        List<String> names = cells(header.startsWith("\uFEFF") ? header.substring(1) : header);
        for (int i = 0; i < names.size(); i++) {
            columns.putIfAbsent(names.get(i).toLowerCase(Locale.ROOT), i);
        }
        for (String column : required) {
            if (!columns.containsKey(column)) {
                throw refused(1, "has no column " + column + ", only " + names, null);
            }
        }
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    <T> List<T> rows(Function<Row, T> read) throws IOException {
        List<T> rows = new ArrayList<>();
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            line++;
            if (!text.isBlank()) {
                rows.add(read.apply(new Row(line, cells(text))));
            }
        }
        return rows;
    }

    private List<String> cells(String text) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw refused(line, "has a quote that is not closed", null);
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    private IllegalArgumentException refused(int at, String problem, @Nullable Throwable cause) {
        return new IllegalArgumentException(name + ": line " + at + " " + problem, cause);
    }
}
