package dev.jobgrid.console.internal.pages;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.console.internal.templates.JtesubmitGenerated;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.SubmitView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.templates.JobTemplate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The form that submits a job, or runs one again with changes, with its estimate and uploads. */
final class SubmitPage {
    private static final int MOST_FILES = 100;

    private SubmitPage() {}

    /** An empty form, or one that starts from a template or a job. */
    static PageAnswer form(Visit visit) {
        visit.checkQuery(List.of("job", "template"));
        Optional<Job> job = visit.query().text("job").map(id -> visit.grid().status(JobPages.id(id)));
        if (job.isPresent()) {
            JobSpec spec = job.get().spec();
            return page(visit, 200, DraftForm.values(spec), chosen(spec), job, Optional.empty(), once());
        }
        Optional<JobTemplate> template = visit.query()
                .text("template")
                .map(slug -> visit.grid().templates().get(slug));
        Map<String, String> values = new LinkedHashMap<>(
                template.map(JobTemplate::draft).map(DraftForm::values).orElse(Map.of()));
        template.ifPresent(from -> values.put("template_slug", from.slug()));
        return page(visit, 200, values, List.of(), Optional.empty(), Optional.empty(), once());
    }

    private static String once() {
        return Secret.random(18).value();
    }

    private static List<String> chosen(JobSpec spec) {
        List<InputId> ids = new ArrayList<>(spec.files().inputs());
        ids.addAll(spec.files().scripts());
        return ids.stream().map(InputId::value).toList();
    }

    /** Estimates the draft of the form, or submits it. */
    static PageAnswer post(Visit visit) throws IOException {
        Params form = visit.form();
        DraftForm draft = DraftForm.read(form);
        Optional<Job> job = form.text("of_job").map(id -> visit.grid().status(JobPages.id(id)));
        Draft asked = job.map(original -> changes(form, draft, original).applied(original.spec()))
                .orElseGet(draft::draft);
        String what = form.raw("do");
        if (what.equals("submit") || what.equals("hold")) {
            try {
                JobId made = what.equals("hold")
                        ? hold(visit, form, asked)
                        : submit(visit, form, draft, job).job().id();
                visit.parts().views().forget(visit.who().caller().workspace());
                return visit.see("jobs/" + made.value());
            } catch (JobGridException e) {
                boolean isFailure = ConsoleRouter.status(e.code()) >= 500 && !ConsoleRouter.isClosed(e);
                if (isFailure || e.code() == ErrorCode.FORBIDDEN) {
                    throw e;
                }
                return again(visit, ConsoleRouter.status(e.code()), draft, job, refusal(visit, asked, e));
            }
        }
        return again(visit, 200, draft, job, EstimateWords.of(visit.grid().estimate(asked)));
    }

    /** Holds the place of the draft, for its page to give the go. */
    private static JobId hold(Visit visit, Params form, Draft asked) {
        Optional<String> once =
                form.text("once").filter(key -> key.length() <= 250).map(key -> "hold-" + key);
        return visit.grid().plan(asked, PlanOptions.DEFAULT.withKey(once)).id();
    }

    private static Receipt submit(Visit visit, Params form, DraftForm draft, Optional<Job> job) {
        SubmitOptions once = form.text("once")
                .filter(key -> key.length() <= 255)
                .map(SubmitOptions::idempotent)
                .orElse(SubmitOptions.NONE);
        return job.map(original -> visit.grid().rerun(original.id(), changes(form, draft, original), once))
                .orElseGet(() -> visit.grid().submit(draft.draft(), once));
    }

    private static DraftChanges changes(Params form, DraftForm draft, Job original) {
        return new DraftChanges(draft.changes(original.spec()), Set.copyOf(form.all("unset")));
    }

    /** The refusal of a submit, with an estimate's figures where there are some. */
    private static SubmitView.EstimateView refusal(Visit visit, Draft asked, JobGridException refusal) {
        Estimate estimate = visit.grid().estimate(asked);
        SubmitView.EstimateView figures = EstimateWords.of(estimate);
        List<SubmitView.Problem> problems = refusal.checks().isEmpty()
                ? List.of(new SubmitView.Problem("", String.valueOf(refusal.getMessage())))
                : refusal.checks().stream().map(EstimateWords::problem).toList();
        return new SubmitView.EstimateView(
                "Not submitted.", false, figures.facts(), problems, figures.notes(), figures.offers());
    }

    private static PageAnswer again(
            Visit visit, int status, DraftForm draft, Optional<Job> job, SubmitView.EstimateView estimate)
            throws IOException {
        Params form = visit.form();
        List<String> chosen = new ArrayList<>(form.all("input"));
        chosen.addAll(form.all("script"));
        return page(visit, status, draft.again(), chosen, job, Optional.of(estimate), form.raw("once"));
    }

    private static PageAnswer page(
            Visit visit,
            int status,
            Map<String, String> values,
            List<String> chosen,
            Optional<Job> job,
            Optional<SubmitView.EstimateView> estimate,
            String once) {
        SubmitView view = new SubmitView(
                job.map(original -> "Run " + original.spec().name() + " again. What is left empty stays as it was.")
                        .orElse(""),
                values,
                files(visit),
                chosen,
                visit.grid().templates().list().stream().map(JobTemplate::slug).toList(),
                job.map(original -> original.id().value()).orElse(""),
                job.map(original -> List.copyOf(
                                original.spec().environment().values().keySet()))
                        .orElse(List.of()),
                estimate,
                GridAlarms.closed(visit),
                once);
        return visit.page(
                status, "Submit", "submit", (out, none, frame) -> JtesubmitGenerated.render(out, none, frame, view));
    }

    private static List<SubmitView.Upload> files(Visit visit) {
        return visit.grid().inputs().list().stream()
                .filter(JobInput::isReady)
                .limit(MOST_FILES)
                .map(SubmitPage::upload)
                .toList();
    }

    private static SubmitView.Upload upload(JobInput input) {
        return new SubmitView.Upload(
                input.id().value(),
                input.file().filename(),
                input.content()
                        .map(bytes -> Quantities.bytes(bytes.sizeBytes()))
                        .orElse(""),
                input.file().kind().name().toLowerCase(Locale.ROOT));
    }

    /** Stores the bytes that a page's module sends, as they come. */
    static PageAnswer upload(Visit visit) throws IOException {
        Params query = visit.query();
        QueryNames.check(query, List.of("name", "kind"));
        InputKind kind = query.raw("kind").equals("script") ? InputKind.SCRIPT : InputKind.INPUT;
        UploadSlot slot = visit.grid()
                .inputs()
                .create(new JobInput.InputFile(query.raw("name"), "application/octet-stream", kind));
        InputId id = slot.input().id();
        visit.grid().inputs().upload(id, visit.request().stream());
        SubmitView.Upload stored = upload(visit.grid().inputs().complete(id, UploadCompletion.of(slot.token())));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", stored.id());
        json.put("name", stored.name());
        json.put("size", stored.size());
        json.put("kind", stored.kind());
        return JobLogPage.json(json);
    }
}
