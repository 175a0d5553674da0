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
import dev.jobgrid.logs.TerminalText;
import dev.jobgrid.wire.WireJson;
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
        LogAddress address = new LogAddress(query);
        Optional<LogPage> finding = finding(visit, address, job.id());
        long marked = finding.map(JobLogPage::line)
                .orElseGet(() -> query.number("line").orElse(0L));
        LogPage page = page(visit, job.id(), address, marked);
        long last = last(visit, job.id(), page, address);
        List<LogLine> lines = page.lines();
        String kept = address.stream().isPresent() ? "&stream=" + query.raw("stream") : "";
        Optional<String> older = lines.isEmpty() || lines.get(0).entryId() <= 1
                ? Optional.empty()
                : Optional.of("?before=" + lines.get(0).entryId() + kept);
        boolean isMore = marked == 0 && address.before().isPresent() ? end(lines) < last : page.hasMore();
        Optional<String> newer = isMore ? Optional.of("?after=" + end(lines) + kept) : Optional.empty();
        return new LogView(
                LogLines.shown(lines),
                last,
                marked,
                query.text("find").orElse(""),
                found(finding, last),
                finding.filter(LogPage::hasMore)
                        .map(found -> query.with("line", "")
                                .with(address.before().isPresent() ? "before" : "after", "" + found.next())
                                .query()),
                finding.map(found -> Quantities.number(found.next())).orElse(""),
                query.text("stream").orElse(""),
                older,
                newer,
                isGrowing(visit, job),
                empty(job));
    }

    private static LogPage page(Visit visit, JobId job, LogAddress address, long marked) {
        LogQuery around = LogQuery.after(Math.max(0, marked - 1 - BEFORE_A_HIT), PAGE);
        return visit.grid().logs(job, marked > 0 ? around.of(address.stream()) : address.lines(PAGE));
    }

    private static long line(LogPage finding) {
        return end(finding.lines());
    }

    private static long end(List<LogLine> lines) {
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).entryId();
    }

    /** The number of the log's last line. */
    private static long last(Visit visit, JobId job, LogPage page, LogAddress address) {
        boolean isEnd = !page.hasMore()
                && address.before().isEmpty()
                && address.stream().isEmpty()
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

    private static Optional<LogPage> finding(Visit visit, LogAddress address, JobId job) {
        return address.isSearch()
                ? Optional.of(visit.parts().logs().find(visit.grid(), job, address.search()))
                : Optional.empty();
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
        LogPage page = visit.grid().logs(job, new LogAddress(query).lines(MODULE_PAGE));
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
        LogQuery search = new LogAddress(visit.query()).search();
        LogPage found = visit.parts().logs().find(visit.grid(), JobPages.id(visit.first()), search);
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
