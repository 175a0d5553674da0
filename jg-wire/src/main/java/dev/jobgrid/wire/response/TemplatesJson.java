package dev.jobgrid.wire.response;

import dev.jobgrid.templates.JobTemplate;
import java.util.List;

/** The response to {@code GET /v1/templates}: templates for jobs of the workspace. */
public record TemplatesJson(List<TemplateJson> templates) {
    /** Templates, in the order given. */
    public static TemplatesJson of(List<JobTemplate> templates) {
        return new TemplatesJson(templates.stream().map(TemplateJson::of).toList());
    }
}
