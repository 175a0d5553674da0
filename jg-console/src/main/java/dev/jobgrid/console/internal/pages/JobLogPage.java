package dev.jobgrid.console.internal.pages;

import dev.jobgrid.artifacts.ContentDisposition;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.text.StatusText;
import dev.jobgrid.console.internal.views.LogView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.logs.TerminalText;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.QueryText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The log of a job: a page of it, further lines for the module, the search, and all of it as a file. */
final class JobLogPage {
    static final List<String> NAMES = List.of("after", "before", "line", "find", "error", "stream");

    private static final int PAGE = 300;
    private static final int MODULE_PAGE = 500;
    private static final int BEFORE_A_HIT = 100;

    private JobLogPage() {}

    static LogView view(Visit visit, Job job) {
        Params query = visit.query();
        Optional<LogStream> stream = stream(query);
        Optional<LogPage> finding = finding(visit, query, job.id());
        long marked = finding.map(JobLogPage::line)
                .orElseGet(() -> query.number("line").orElse(0L));
        LogPage page = page(visit, job.id(), query, marked);
        long last = last(visit, job.id(), page, query);
        List<LogLine> lines = page.lines();
        String kept = stream.isPresent() ? "&stream=" + query.raw("stream") : "";
        Optional<String> older = lines.isEmpty() || lines.get(0).entryId() <= 1
                ? Optional.empty()
                : Optional.of("?before=" + lines.get(0).entryId() + kept);
        boolean isMore = isBefore(query, marked) ? end(lines) < last : page.hasMore();
        Optional<String> newer = isMore ? Optional.of("?after=" + end(lines) + kept) : Optional.empty();
        return new LogView(
                LogLines.shown(lines),
                last,
                marked,
                query.text("find").orElse(""),
                found(finding, last),
                query.text("stream").orElse(""),
                older,
                newer,
                isGrowing(visit, job),
                empty(job));
    }

    private static LogPage page(Visit visit, JobId job, Params query, long marked) {
        Optional<LogStream> stream = stream(query);
        if (marked > 0) {
            return visit.grid().logs(job, new LogQuery(Math.max(0, marked - 1 - BEFORE_A_HIT), PAGE, stream, false));
        }
        return visit.grid().logs(job, place(query, PAGE));
    }

    /** Lines before one, after one, or the last ones. */
    private static LogQuery place(Params query, int lines) {
        Optional<Long> before = before(query);
        LogQuery place = before.isPresent()
                ? LogQuery.before(before.get(), lines)
                : query.number("after")
                        .map(after -> LogQuery.after(after, lines))
                        .orElseGet(() -> LogQuery.tail(lines));
        return place.of(stream(query));
    }

    private static Optional<Long> before(Params query) {
        return query.number("before").filter(line -> line > 0);
    }

    private static boolean isBefore(Params query, long marked) {
        return marked == 0 && before(query).isPresent();
    }

    private static long line(LogPage finding) {
        return end(finding.lines());
    }

    private static long end(List<LogLine> lines) {
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).entryId();
    }

    /** The number of the log's last line. */
    private static long last(Visit visit, JobId job, LogPage page, Params query) {
        boolean isEnd = !page.hasMore()
                && before(query).isEmpty()
                && query.text("stream").isEmpty()
                && !page.lines().isEmpty();
        return end(
                isEnd ? page.lines() : visit.grid().logs(job, LogQuery.tail(1)).lines());
    }

    private static boolean isGrowing(Visit visit, Job job) {
        return !job.isTerminal()
                || !visit.parts().grid().as(visit.who().caller()).job(job.id()).isSettled();
    }

    private static String empty(Job job) {
        return job.isTerminal()
                ? "The program printed nothing."
                : "Nothing printed yet"
                        + StatusText.preparation(job.phase())
                                .map(what -> ": " + what)
                                .orElse("") + ".";
    }

    private static Optional<LogStream> stream(Params query) {
        return query.text("stream").flatMap(QueryText::stream);
    }

    private static Optional<LogPage> finding(Visit visit, Params query, JobId job) {
        boolean isSearch = query.text("find").isPresent() || query.text("error").isPresent();
        return isSearch ? Optional.of(visit.parts().logs().find(visit.grid(), job, question(query))) : Optional.empty();
    }

    /** One line with a text, backwards if it is to be before a line; without a text the first error. */
    private static LogQuery question(Params query) {
        LogQuery after = LogQuery.after(query.number("after").orElse(0L), 1);
        Optional<String> text = query.text("find");
        if (text.isEmpty()) {
            return after.of(stream(query));
        }
        if (!LogQuery.isText(text.get())) {
            throw Visit.refused(
                    "find has " + text.get().length() + " characters, at most " + LogQuery.MAX_TEXT + " are allowed.");
        }
        return before(query)
                .map(line -> LogQuery.before(line, 1))
                .orElse(after)
                .of(stream(query))
                .containing(text.get());
    }

    private static String found(Optional<LogPage> finding, long last) {
        if (finding.isEmpty()) {
            return last == 0 ? "" : Quantities.number(last) + (last == 1 ? " line" : " lines");
        }
        LogPage what = finding.get();
        return (what.lines().isEmpty() ? "not found to line " : "line ") + Quantities.number(what.next()) + " of "
                + Quantities.number(last);
    }

    /** Lines for the module: after a line, before one, or the last ones. */
    static PageAnswer lines(Visit visit) {
        Params query = visit.query();
        QueryNames.check(query, List.of("after", "before", "stream"));
        JobId job = JobPages.id(visit.first());
        // Before its lines are read, so that none comes between.
        boolean isGrowing = !visit.grid().job(job).isSettled();
        LogPage page = visit.grid().logs(job, place(query, MODULE_PAGE));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lines", LogLines.packed(page.lines()));
        json.put("next", page.next());
        json.put("more", page.hasMore());
        json.put("growing", isGrowing);
        return json(json);
    }

    /** The next line with a text, for the module. */
    static PageAnswer find(Visit visit) {
        QueryNames.check(visit.query(), List.of("find", "error", "after", "before", "stream"));
        LogPage found = visit.parts().logs().find(visit.grid(), JobPages.id(visit.first()), question(visit.query()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("line", line(found));
        json.put("to", found.next());
        json.put("end", !found.hasMore());
        return json(json);
    }

    static PageAnswer json(Map<String, Object> json) {
        return PageAnswer.text(200, "application/json", WireJson.bytes(json));
    }

    /** All lines as they were printed but for the escapes of terminals, page by page. */
    static PageAnswer raw(Visit visit) {
        JobId job = JobPages.id(visit.first());
        LogPage first = visit.grid().logs(job, LogQuery.after(0, 1_000));
        return PageAnswer.file(
                "text/plain; charset=utf-8", ContentDisposition.attachment(job.value() + ".log"), out -> {
                    LogPage page = first;
                    while (true) {
                        StringBuilder text = new StringBuilder();
                        page.lines()
                                .forEach(line -> text.append(TerminalText.of(line.message()))
                                        .append(line.truncated() ? " … cut\n" : "\n"));
                        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                        if (!page.hasMore()) {
                            return;
                        }
                        page = visit.grid().logs(job, LogQuery.after(page.next(), 1_000));
                    }
                });
    }
}
