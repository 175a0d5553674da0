package dev.jobgrid.bench.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lines of comma-separated values below a line of column names. Values hold no comma and no quotes. */
final class CsvTable {
    private final String name;
    private final List<String> columns;
    private final List<Row> rows = new ArrayList<>();

    /** One line. */
    final class Row {
        private final int line;
        private final List<String> cells;

        private Row(int line, List<String> cells) {
            this.line = line;
            this.cells = cells;
        }

        String text(String column) {
            int at = columns.indexOf(column);
            if (at < 0) {
                throw new IllegalArgumentException(name + ": line 1 has no column " + column + ", only " + columns);
            }
            return at < cells.size() ? cells.get(at).strip() : "";
        }

        /** A whole number; fractions are cut off, and nothing is 0. */
        long number(String column) {
            String text = text(column);
            try {
                return text.isEmpty() ? 0 : (long) Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        name + ": line " + line + " has '" + text + "' as " + column + ", which is no number", e);
            }
        }
    }

    private CsvTable(String name, List<String> columns) {
        this.name = name;
        this.columns = columns;
    }

    static CsvTable parse(String name, List<String> lines) {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(name + ": line 1 with the names of the columns is missing");
        }
        CsvTable table = new CsvTable(name, cells(lines.get(0)));
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                table.rows.add(table.new Row(i + 1, cells(lines.get(i))));
            }
        }
        return table;
    }

    private static List<String> cells(String line) {
        return List.of(line.strip().split(",", -1));
    }

    <T> List<T> rows(Function<Row, T> read) {
        return rows.stream().map(read).toList();
    }
}
