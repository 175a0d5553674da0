package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.AnsiText;
import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.views.LogView;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of a log as a page and its module show them. Pure. */
final class LogLines {
    private LogLines() {}

    static List<LogView.Line> shown(List<LogLine> lines) {
        return lines.stream()
                .map(line -> new LogView.Line(
                        line.entryId(),
                        line.at(),
                        Spans.timeOfDay(line.at()),
                        line.stream() == LogStream.STDERR,
                        line.truncated(),
                        AnsiText.parts(line.message())))
                .toList();
    }

    /** For the module: number, moment, 1 for standard error, 1 if it was cut, then text and style of each part. */
    static List<List<Object>> packed(List<LogLine> lines) {
        return lines.stream().map(LogLines::packed).collect(Collectors.toList());
    }

    private static List<Object> packed(LogLine line) {
        return List.of(
                line.entryId(),
                line.at().toString(),
                line.stream() == LogStream.STDERR ? 1 : 0,
                line.truncated() ? 1 : 0,
                AnsiText.parts(line.message()).stream()
                        .map(part -> List.of(part.text(), part.style()))
                        .toList());
    }
}
