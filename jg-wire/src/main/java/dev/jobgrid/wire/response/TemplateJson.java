package dev.jobgrid.wire.response;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.client.DraftRequest;

/** The answer to {@code GET /v1/templates/{slug}}: what a job that names it takes from it, as a draft would say it. */
public record TemplateJson(String slug, ObjectNode draft) {
    /** A template. */
    public static TemplateJson of(JobTemplate template) {
        return new TemplateJson(template.slug(), WireJson.object(DraftRequest.write(template.draft())));
    }
}
