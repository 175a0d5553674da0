package dev.jobgrid.wire.client;

import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.request.JobRequestJson;
import java.io.IOException;
import java.util.List;

/** Reads templates. */
public final class TemplateAnswer {
    private TemplateAnswer() {}

    /** Reads all of them. */
    public static List<JobTemplate> templates(byte[] body) throws IOException {
        return Answer.read(
                body,
                answer -> answer.objects("templates").stream()
                        .map(TemplateAnswer::template)
                        .toList());
    }

    /** Reads one. */
    public static JobTemplate template(byte[] body) throws IOException {
        return Answer.read(body, TemplateAnswer::template);
    }

    private static JobTemplate template(Answer item) {
        return new JobTemplate(
                item.needText("slug"),
                JobRequestJson.read(item.needObject("draft").node()).spec());
    }
}
