package dev.jobgrid.wire.response;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.client.DraftRequest;

/** The response to {@code GET /v1/templates/{slug}}: a template, in the form of a draft. */
public record TemplateJson(String slug, ObjectNode draft) {
    /** A template. */
    public static TemplateJson of(JobTemplate template) {
        return new TemplateJson(template.slug(), WireJson.object(DraftRequest.write(template.draft())));
    }
}
