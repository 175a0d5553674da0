package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.templates.JtefilesGenerated;
import dev.jobgrid.console.internal.templates.JtetemplatesGenerated;
import dev.jobgrid.console.internal.text.GpuWords;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.JobView.Fact;
import dev.jobgrid.console.internal.views.LibraryView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.id.JobId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.templates.JobTemplate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What jobs may start from: templates, which can be saved from a job, and files. */
final class LibraryPages {
    private LibraryPages() {}

    static PageAnswer templates(Visit visit) {
        visit.checkQuery(List.of());
        List<LibraryView.Template> templates = visit.grid().templates().list().stream()
                .map(LibraryPages::template)
                .toList();
        LibraryView view = new LibraryView(
                templates.isEmpty() ? "No template yet." : Quantities.count(templates.size(), "template") + ".",
                templates,
                List.of());
        return visit.page(
                200,
                "Templates",
                "templates",
                (out, none, frame) -> JtetemplatesGenerated.render(out, none, frame, view));
    }

    private static LibraryView.Template template(JobTemplate template) {
        JobSpec draft = template.draft();
        List<Fact> facts = new ArrayList<>();
        add(facts, "Name", draft.name());
        add(facts, "Image", draft.image());
        add(
                facts,
                "Kind",
                draft.workloadType()
                        .map(type -> type.name().toLowerCase(Locale.ROOT))
                        .orElse(""));
        add(
                facts,
                "Command",
                draft.command()
                        .map(command -> String.join(" ", command.words()))
                        .orElse(""));
        add(facts, "GPU", GpuWords.brief(draft.gpu()));
        add(facts, "Region", draft.route().region().orElse(""));
        return new LibraryView.Template(template.slug(), facts);
    }

    private static void add(List<Fact> facts, String label, String value) {
        if (!value.isEmpty()) {
            facts.add(Fact.of(label, value));
        }
    }

    /** Saves what a template holds of a job's spec. */
    static PageAnswer save(Visit visit) throws IOException {
        JobId job = JobPages.id(visit.first());
        JobSpec spec = visit.grid().status(job).spec();
        JobSpec.Builder draft = JobSpec.draft()
                .name(spec.name())
                .image(spec.image())
                .workloadType(spec.workload())
                .gpu(spec.gpu())
                .route(spec.route());
        spec.command().ifPresent(draft::command);
        visit.grid().templates().put(new JobTemplate(visit.form().raw("slug").strip(), draft.build()));
        return visit.see("templates");
    }

    static PageAnswer files(Visit visit) {
        visit.checkQuery(List.of());
        List<LibraryView.Stored> files =
                visit.grid().inputs().list().stream().map(LibraryPages::file).toList();
        LibraryView view = new LibraryView(
                files.isEmpty() ? "No file yet." : Quantities.count(files.size(), "file") + ", newest first.",
                List.of(),
                files);
        return visit.page(
                200, "Files", "files", (out, none, frame) -> JtefilesGenerated.render(out, none, frame, view));
    }

    private static LibraryView.Stored file(JobInput input) {
        String state = switch (input.status()) {
            case PENDING -> "not uploaded yet";
            case RECEIVED -> "not completed yet";
            case UPLOADED -> "ready";
        };
        return new LibraryView.Stored(
                input.id().value(),
                input.file().filename(),
                state,
                input.content()
                        .map(bytes -> Quantities.bytes(bytes.sizeBytes()))
                        .orElse(""),
                input.mountPath(),
                input.created());
    }
}
