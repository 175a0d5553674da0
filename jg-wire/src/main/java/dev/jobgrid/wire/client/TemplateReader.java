package dev.jobgrid.wire.client;

import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.request.JobRequestJson;
import java.io.IOException;
import java.util.List;

/** Reads templates. */
public final class TemplateReader {
    private TemplateReader() {}

    /** Reads all of them. */
    public static List<JobTemplate> templates(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> response.objects("templates").stream()
                        .map(TemplateReader::template)
                        .toList());
    }

    /** Reads one. */
    public static JobTemplate template(byte[] body) throws IOException {
        return ResponseObject.read(body, TemplateReader::template);
    }

    private static JobTemplate template(ResponseObject item) {
        return new JobTemplate(
                item.needText("slug"),
                JobRequestJson.read(item.needObject("draft").node()).spec());
    }
}
