package dev.jobgrid.server.admin;

import dev.jobgrid.Templates;
import dev.jobgrid.errors.Check;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.request.JobRequestJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Carries out operators' requests about templates, and answers in lines for people. */
final class TemplateLines {
    private TemplateLines() {}

    static List<String> list(Templates templates) {
        List<JobTemplate> all = templates.list();
        return all.isEmpty()
                ? List.of("the workspace has no templates of its own")
                : all.stream()
                        .map(template ->
                                template.slug() + "  " + template.draft().image())
                        .toList();
    }

    static List<String> put(Templates templates, AdminRequest request) {
        Draft draft = JobRequestJson.read(request.one("draft").getBytes(StandardCharsets.UTF_8));
        if (!draft.problems().isEmpty()) {
            throw new IllegalArgumentException(
                    draft.problems().stream().map(Check::message).collect(Collectors.joining("; ")));
        }
        if (!draft.warnings().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", draft.warnings()));
        }
        templates.put(new JobTemplate(request.one("slug"), draft.spec()));
        return List.of("template " + request.one("slug") + " is there");
    }

    static List<String> removed(Templates templates, String slug) {
        templates.remove(slug);
        return List.of("template " + slug + " is gone");
    }
}
