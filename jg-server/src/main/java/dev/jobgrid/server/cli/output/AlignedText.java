package dev.jobgrid.server.cli.output;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays out rows of cells in columns. Pure. */
final class AlignedText {
    private AlignedText() {}

    /** A line for each row; what would break a line or steer a terminal is shown as a space. */
    static List<String> lines(List<List<String>> rows) {
        List<List<String>> plain = rows.stream()
                .map(row -> row.stream()
                        .map(cell -> cell.replaceAll("\\p{Cntrl}", " "))
                        .toList())
                .toList();
        int[] widths = IntStream.range(0, plain.isEmpty() ? 0 : plain.get(0).size())
                .map(column -> plain.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return plain.stream()
                .map(row -> IntStream.range(0, widths.length)
                        .mapToObj(column -> padded(row.get(column), widths[column]))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .toList();
    }

    /** The line, cut to a width, which then ends with an ellipsis. */
    static String fitted(String line, int width) {
        return line.codePointCount(0, line.length()) <= width
                ? line
                : line.substring(0, line.offsetByCodePoints(0, Math.max(0, width - 1)))
                                .stripTrailing() + "…";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
