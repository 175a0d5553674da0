package dev.jobgrid.console.internal.pages;

import dev.jobgrid.artifacts.ContentDisposition;
import dev.jobgrid.console.internal.templates.JtejobsGenerated;
import dev.jobgrid.console.internal.text.GpuWords;
import dev.jobgrid.console.internal.text.JobClocks;
import dev.jobgrid.console.internal.text.StatusText;
import dev.jobgrid.console.internal.views.Frame;
import dev.jobgrid.console.internal.views.JobsView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.wire.ListCursor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The list of jobs, its export, and the search that leads to a job. */
final class JobsPage {
    static final Duration FRESH = Duration.ofSeconds(2);

    private static final List<String> SEGMENTS = List.of("queued", "running", "completed", "failed", "cancelled");
    private static final int EXPORTED = 1_000;
    private static final int MAX_NAME = 128;

    private JobsPage() {}

    static PageAnswer list(Visit visit) {
        Params filled = visit.query().filled();
        if (!filled.names().equals(visit.query().names())) {
            return visit.see("jobs" + filled.query());
        }
        JobListing listing = new JobListing(visit.query());
        JobPage page = withGone(
                visit,
                visit.parts()
                        .views()
                        .get(
                                visit.view("jobs", visit.query().query()),
                                JobListing.Listed.class,
                                FRESH,
                                before -> listing.read(visit.grid(), visit.now(), before))
                        .page());
        String version = ViewVersion.of(
                visit.query().query(),
                page.next().isPresent(),
                page.jobs().stream()
                        .map(job -> job.id() + " " + job.state().version())
                        .toList());
        return visit.live(
                "Jobs",
                "jobs",
                new Frame.Live(version, 2),
                (out, none, frame) -> JtejobsGenerated.render(out, none, frame, view(visit, page)));
    }

    /** With the jobs that the open page shows and the filter no longer has, so that their rows say what became of them. */
    private static JobPage withGone(Visit visit, JobPage page) {
        Set<String> listed = page.jobs().stream().map(job -> job.id().value()).collect(Collectors.toSet());
        Stream<JobId> gone = visit.request().shownJobs().stream()
                .filter(id -> !listed.contains(id))
                .limit(JobListing.PAGE)
                .map(JobPages::id);
        List<Job> rows = new ArrayList<>(page.jobs());
        rows.addAll(JobListing.refreshed(visit.grid(), gone));
        return new JobPage(rows, page.limit(), page.next(), page.searchedTo());
    }

    private static JobsView view(Visit visit, JobPage page) {
        Params filter = visit.query().with("cursor", "");
        String status = filter.text("status").orElse("");
        List<JobsView.Segment> segments = new ArrayList<>();
        segments.add(new JobsView.Segment("All", "", filter.with("status", "").query(), status.isEmpty()));
        for (String one : SEGMENTS) {
            String word = one.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + one.substring(1);
            segments.add(
                    new JobsView.Segment(word, one, filter.with("status", one).query(), status.equals(one)));
        }
        List<JobsView.Chip> chips = new ArrayList<>();
        filter.texts().forEach((name, value) -> {
            if (!name.equals("status") || !SEGMENTS.contains(value)) {
                chips.add(new JobsView.Chip(name, value, filter.with(name, "").query()));
            }
        });
        return new JobsView(
                ShownJobs.of(page.jobs(), visit.now()),
                segments,
                chips,
                FilterFields.of(filter),
                filter.query(),
                Params.NONE
                        .with("submitted_by", visit.grid().caller().subject())
                        .query(),
                page.next()
                        .map(next ->
                                filter.with("cursor", ListCursor.write(next)).query()),
                visit.query().text("cursor").isEmpty(),
                page.next().map(JobQuery.Cursor::created),
                reach(page, filter));
    }

    private static String reach(JobPage page, Params filter) {
        if (page.next().isEmpty()) {
            return page.jobs().isEmpty()
                    ? "Looked at all jobs that are kept."
                    : "No older job " + (filter.names().isEmpty() ? "is kept." : "passes the filter.");
        }
        return page.searchedTo().isPresent() ? "A page looks at 10,000 jobs at most." : "";
    }

    /** An id leads to its job; anything else to the jobs with that in their names. */
    static PageAnswer search(Visit visit) {
        visit.checkQuery(List.of("q"));
        String text = visit.query().text("q").orElse("");
        if (isJob(visit, text)) {
            return visit.see("jobs/" + text);
        }
        String name = text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
        return visit.see("jobs" + Params.NONE.with("name", name).query());
    }

    private static boolean isJob(Visit visit, String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            return false;
        }
        try {
            visit.grid().status(new JobId(text));
            return true;
        } catch (JobGridException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** The newest thousand that pass the filter, as CSV. */
    static PageAnswer export(Visit visit) {
        JobListing listing = new JobListing(visit.query().with("cursor", ""));
        Instant now = visit.now();
        JobFilter filter = listing.filter(now);
        JobPage first = visit.grid().list(filter, Optional.empty(), 100);
        return PageAnswer.file("text/csv; charset=utf-8", ContentDisposition.attachment("jobs.csv"), out -> {
            line(
                    out,
                    List.of(
                            "id",
                            "name",
                            "status",
                            "cause",
                            "gpu",
                            "node",
                            "submitted",
                            "waited_s",
                            "ran_s",
                            "cost_usd"));
            JobPage page = first;
            int written = 0;
            while (true) {
                for (Job job : page.jobs()) {
                    line(out, cells(job, now));
                }
                written += page.jobs().size();
                Optional<JobQuery.Cursor> next = page.next();
                if (next.isEmpty() || written >= EXPORTED) {
                    return;
                }
                page = visit.grid().list(filter, next, 100);
            }
        });
    }

    private static List<String> cells(Job job, Instant now) {
        return List.of(
                job.id().value(),
                job.spec().name(),
                StatusText.glyph(job.status()),
                job.failure().map(why -> StatusText.cause(why.cause())).orElse(""),
                GpuWords.brief(job),
                job.attempt().placement().map(place -> place.node().value()).orElse(""),
                job.state().times().created().toString(),
                "" + JobClocks.waited(job, now).toSeconds(),
                JobClocks.ran(job, now).map(span -> "" + span.toSeconds()).orElse(""),
                JobClocks.cost(job, now).map(cost -> "" + cost.dollars()).orElse(""));
    }

    private static void line(OutputStream out, List<String> cells) throws IOException {
        String text = String.join(",", cells.stream().map(JobsPage::cell).toList()) + "\r\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A cell that begins like a formula would be one in a spreadsheet. */
    static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.matches("[A-Za-z0-9 _.:$/-]*") ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
