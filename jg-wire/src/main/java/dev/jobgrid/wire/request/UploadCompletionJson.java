package dev.jobgrid.wire.request;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.wire.WireJson;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the body of {@code POST /v1/job-inputs/{input_id}/complete} (reference §05). */
public final class UploadCompletionJson {
    private UploadCompletionJson() {}

    /**
     * The client's completion.
     *
     * @throws JobGridException INVALID_REQUEST if the body is invalid
     */
    public static UploadCompletion read(byte[] body) {
        RequestDiagnostics findings = new RequestDiagnostics();
        Fields fields = Fields.of(WireJson.object(body), findings);
        String token = fields.secretText("token").orElse("");
        if (token.isEmpty() && !findings.isAbout("token")) {
            findings.invalid("token", "token is missing; it came with the upload slot");
        }
        Optional<Long> size = fields.whole("size_bytes", 0, Long.MAX_VALUE);
        UploadCompletion completion = new UploadCompletion(
                new Secret(token),
                fields.rawText("filename").filter(name -> !name.isEmpty()),
                MediaTypeField.read(fields),
                size.map(OptionalLong::of).orElse(OptionalLong.empty()),
                fields.text("etag"));
        findings.refuse();
        return completion;
    }
}
