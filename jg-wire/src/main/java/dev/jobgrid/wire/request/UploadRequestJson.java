package dev.jobgrid.wire.request;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.wire.WireJson;

/** Reads the body of {@code POST /v1/job-inputs} (reference §05). */
public final class UploadRequestJson {
    private UploadRequestJson() {}

    /**
     * The client's description of the file. The kind may be any word: "script" is a script, all others are inputs.
     *
     * @throws JobGridException INVALID_REQUEST if the body is invalid
     */
    public static JobInput.InputFile read(byte[] body) {
        RequestDiagnostics findings = new RequestDiagnostics();
        Fields fields = Fields.of(WireJson.object(body), findings);
        String filename = fields.rawText("filename").orElse("");
        String contentType = MediaTypeField.read(fields).orElse(MediaTypeField.UNKNOWN);
        InputKind kind = fields.text("kind")
                .filter("script"::equals)
                .map(k -> InputKind.SCRIPT)
                .orElse(InputKind.INPUT);
        if (filename.isBlank() && !findings.isAbout("filename")) {
            findings.invalid("filename", "filename is missing; it names the file where a job finds it");
        }
        findings.refuse();
        return new JobInput.InputFile(filename, contentType, kind);
    }
}
