package dev.jobgrid.console.internal.pages;

import dev.jobgrid.artifacts.ContentDisposition;
import dev.jobgrid.console.internal.text.AnsiText;
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
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.QueryText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The log of a job: a page of it, further lines for the module, the search, and all of it as a file. */
final class JobLogPage {
    static final List<String> NAMES = List.of("after", "before", "line", "find", "error", "stream");

    private static final int PAGE = 300;
    private static final int MODULE_PAGE = 500;
    private static final int BEFORE_A_HIT = 100;
    private static final int MAX_TEXT = 200;

    private JobLogPage() {}

    static LogView view(Visit visit, Job job) {
        Params query = visit.query();
        Optional<LogStream> stream = stream(query);
        Optional<LogSearch.Finding> finding = finding(visit, query, job.id());
        long marked = finding.map(LogSearch.Finding::line)
                .orElse(OptionalLong.empty())
                .orElse(query.number("line").orElse(0L));
        LogPage page = page(visit, job.id(), query, marked);
        long last = last(visit, job.id(), page, query);
        List<LogLine> lines = page.lines();
        String kept = stream.isPresent() ? "&stream=" + query.raw("stream") : "";
        Optional<String> older = lines.isEmpty() || lines.get(0).entryId() <= 1
                ? Optional.empty()
                : Optional.of("?after=" + Math.max(0, lines.get(0).entryId() - 1 - PAGE) + kept);
        Optional<String> newer = page.hasMore() ? Optional.of("?after=" + page.next() + kept) : Optional.empty();
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
        return query.number("after")
                .map(after -> visit.grid().logs(job, new LogQuery(after, PAGE, stream, false)))
                .orElseGet(() -> visit.grid().logs(job, new LogQuery(0, PAGE, stream, true)));
    }

    /** The number of the log's last line. */
    private static long last(Visit visit, JobId job, LogPage page, Params query) {
        boolean isEnd = !page.hasMore()
                && query.text("stream").isEmpty()
                && !page.lines().isEmpty();
        List<LogLine> lines =
                isEnd ? page.lines() : visit.grid().logs(job, LogQuery.tail(1)).lines();
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).entryId();
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

    private static Optional<LogSearch.Finding> finding(Visit visit, Params query, JobId job) {
        boolean isSearch = query.text("find").isPresent() || query.text("error").isPresent();
        return isSearch ? Optional.of(visit.parts().logs().find(visit.grid(), job, question(query))) : Optional.empty();
    }

    private static LogSearch.Question question(Params query) {
        Optional<String> text = query.text("find");
        if (text.isPresent() && text.get().length() > MAX_TEXT) {
            throw Visit.refused(
                    "find has " + text.get().length() + " characters, at most " + MAX_TEXT + " are allowed.");
        }
        return new LogSearch.Question(text, query.number("after").orElse(0L), stream(query));
    }

    private static String found(Optional<LogSearch.Finding> finding, long last) {
        if (finding.isEmpty()) {
            return last == 0 ? "" : Quantities.number(last) + (last == 1 ? " line" : " lines");
        }
        LogSearch.Finding what = finding.get();
        if (what.line().isPresent()) {
            return "line " + Quantities.number(what.line().getAsLong()) + " of " + Quantities.number(last);
        }
        return "not found to line " + Quantities.number(what.lookedTo()) + " of " + Quantities.number(last);
    }

    /** Lines for the module: after a line, before one, or the last ones. */
    static PageAnswer lines(Visit visit) {
        Params query = visit.query();
        QueryNames.check(query, List.of("after", "before", "stream"));
        JobId job = JobPages.id(visit.first());
        Optional<LogStream> stream = stream(query);
        Optional<Long> before = query.number("before");
        LogQuery asked;
        if (before.isPresent()) {
            long from = Math.max(0, before.get() - 1 - MODULE_PAGE);
            asked = new LogQuery(
                    from, (int) Math.max(1, Math.min(MODULE_PAGE, before.get() - 1 - from)), stream, false);
        } else {
            asked = query.number("after")
                    .map(after -> new LogQuery(after, MODULE_PAGE, stream, false))
                    .orElseGet(() -> new LogQuery(0, MODULE_PAGE, stream, true));
        }
        // Before its lines are read, so that none comes between.
        boolean isGrowing = !visit.grid().job(job).isSettled();
        LogPage page = visit.grid().logs(job, asked);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lines", LogLines.packed(page.lines()));
        json.put("next", page.next());
        json.put("more", page.hasMore());
        json.put("growing", isGrowing);
        return json(json);
    }

    /** The next line with a text, for the module. */
    static PageAnswer find(Visit visit) {
        QueryNames.check(visit.query(), List.of("find", "error", "after", "stream"));
        LogSearch.Finding found =
                visit.parts().logs().find(visit.grid(), JobPages.id(visit.first()), question(visit.query()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("line", found.line().orElse(0));
        json.put("to", found.lookedTo());
        json.put("end", found.isEnd());
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
                                .forEach(line -> text.append(AnsiText.plain(line.message()))
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
