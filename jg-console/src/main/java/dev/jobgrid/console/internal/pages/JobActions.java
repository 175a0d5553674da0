package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.session.FormTokens;
import dev.jobgrid.console.internal.templates.JteresultsGenerated;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.text.StatusText;
import dev.jobgrid.console.internal.views.ConfirmView;
import dev.jobgrid.console.internal.views.ResultsView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.submit.SubmitOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Cancels jobs and runs them again: one, those that are chosen, or all that pass a filter. */
final class JobActions {
    private static final int MOST = 100;
    private static final String CANCEL = "cancel";
    private static final String RERUN = "rerun";
    private static final String BY_HAND = "cancelled in the console";

    private JobActions() {}

    static PageAnswer confirmCancel(Visit visit) {
        Job job = visit.grid().status(JobPages.id(visit.first()));
        String here = "jobs/" + job.id().value();
        if (job.isTerminal()) {
            return visit.see(here);
        }
        return visit.confirm(
                "jobs",
                new ConfirmView(
                        job.isHeld()
                                ? "Give this place back? Nothing runs on it yet."
                                : "Cancel this job? Its program is stopped, and what it has not stored is lost.",
                        List.of(named(job)),
                        here + "/cancel",
                        CANCEL,
                        job.isHeld() ? "Give it back" : "Cancel the job",
                        ConfirmView.Field.REASON,
                        here));
    }

    private static ConfirmView.Named named(Job job) {
        return new ConfirmView.Named(
                job.id().value(), job.spec().name(), StatusText.glyph(job.status()), StatusText.word(job.status()));
    }

    static PageAnswer cancel(Visit visit) throws IOException {
        Job job = visit.grid().cancel(JobPages.id(visit.first()), reason(visit.form()));
        changed(visit);
        return visit.see("jobs/" + job.id().value());
    }

    private static String reason(Params form) {
        return form.text("reason").orElse(BY_HAND);
    }

    /** Gives a launch plan the go; a second press finds it launched. */
    static PageAnswer launch(Visit visit) {
        JobId id = JobPages.id(visit.first());
        visit.grid().submit(Draft.of(JobSpec.draft().build()), SubmitOptions.ofLaunchPlan(id));
        changed(visit);
        return visit.see("jobs/" + id.value());
    }

    static PageAnswer rerun(Visit visit) throws IOException {
        Job again = again(visit, JobPages.id(visit.first()));
        changed(visit);
        return visit.see("jobs/" + again.id().value());
    }

    /** Once for each page: whoever presses the button twice gets one job. */
    private static Job again(Visit visit, JobId id) throws IOException {
        String page = visit.form().raw(FormTokens.FIELD);
        SubmitOptions once = SubmitOptions.idempotent("console-" + ViewVersion.of(page, id));
        return visit.grid().rerun(id, DraftChanges.NONE, once).job();
    }

    static PageAnswer retryCallback(Visit visit) {
        JobId id = JobPages.id(visit.first());
        visit.grid().callbacks().retry(id);
        changed(visit);
        return visit.see("jobs/" + id.value() + "/callback");
    }

    private static void changed(Visit visit) {
        visit.parts().views().forget(visit.who().caller().workspace());
    }

    /** Names the jobs first; then does it to each and says what came of it. */
    static PageAnswer many(Visit visit) throws IOException {
        Params form = visit.form();
        String act = form.raw("act").replace("-all", "");
        if (!act.equals(CANCEL) && !act.equals(RERUN)) {
            throw Visit.refused("act is not cancel or rerun");
        }
        List<Job> jobs = form.raw("act").endsWith("-all") ? matching(visit, form, act) : chosen(visit, form);
        if (jobs.isEmpty()) {
            throw Visit.refused(
                    act.equals(CANCEL)
                            ? "No job is chosen that could be cancelled; choose rows in the list first"
                            : "No job is chosen; choose rows in the list first");
        }
        if (form.text("sure").isPresent()) {
            return results(visit, act, jobs);
        }
        String count = Quantities.count(jobs.size(), "job");
        return visit.confirm(
                "jobs",
                new ConfirmView(
                        act.equals(CANCEL)
                                ? "Cancel " + count
                                        + "? Their programs are stopped, and what they have not stored is lost."
                                : "Run " + count + " again?",
                        jobs.stream().map(JobActions::named).toList(),
                        "jobs/actions",
                        act,
                        act.equals(CANCEL) ? "Cancel " + count : "Run " + count + " again",
                        act.equals(CANCEL) ? ConfirmView.Field.REASON : ConfirmView.Field.NONE,
                        "jobs"));
    }

    private static List<Job> matching(Visit visit, Params form, String act) {
        String filter = form.raw("filter");
        JobListing listing = new JobListing(Params.parse(filter.startsWith("?") ? filter.substring(1) : filter));
        List<Job> jobs = visit.grid()
                .list(listing.filter(visit.now()), Optional.empty(), MOST)
                .jobs();
        return act.equals(CANCEL)
                ? jobs.stream().filter(job -> !job.isTerminal()).toList()
                : jobs;
    }

    private static List<Job> chosen(Visit visit, Params form) {
        Set<String> ids = new LinkedHashSet<>(form.all("job"));
        if (ids.size() > MOST) {
            throw Visit.refused(ids.size() + " jobs are chosen, at most " + MOST + " are taken at a time");
        }
        return ids.stream().map(id -> visit.grid().status(JobPages.id(id))).toList();
    }

    private static PageAnswer results(Visit visit, String act, List<Job> jobs) throws IOException {
        List<ResultsView.Result> results = new ArrayList<>();
        for (Job job : jobs) {
            results.add(act.equals(CANCEL) ? cancelled(visit, job) : rerun(visit, job));
        }
        changed(visit);
        long done = results.stream().filter(one -> !one.isRefused()).count();
        ResultsView view = new ResultsView(
                (act.equals(CANCEL) ? "Cancelled " : "Ran again ") + done + " of "
                        + Quantities.count(jobs.size(), "job") + ".",
                results);
        return visit.page(
                200, "Results", "jobs", (out, none, frame) -> JteresultsGenerated.render(out, none, frame, view));
    }

    private static ResultsView.Result cancelled(Visit visit, Job job) throws IOException {
        try {
            visit.grid().cancel(job.id(), reason(visit.form()));
            return result(job, "cancelled", false, "");
        } catch (JobGridException e) {
            return result(job, String.valueOf(e.getMessage()), true, "");
        }
    }

    private static ResultsView.Result rerun(Visit visit, Job job) throws IOException {
        try {
            return result(
                    job, "runs again as", false, again(visit, job.id()).id().value());
        } catch (JobGridException e) {
            return result(job, String.valueOf(e.getMessage()), true, "");
        }
    }

    private static ResultsView.Result result(Job job, String words, boolean isRefused, String made) {
        return new ResultsView.Result(job.id().value(), job.spec().name(), words, isRefused, made);
    }
}
