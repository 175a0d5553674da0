package dev.jobgrid.wire;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;

/** Reads the body of {@code POST /v1/job-inputs} (reference §05). */
public final class UploadRequestJson {
    private UploadRequestJson() {}

    /**
     * What the client says of the file.
     *
     * @throws JobGridException INVALID_REQUEST if the body is not as published
     */
    public static JobInput.InputFile read(byte[] body) {
        return new JobInput.InputFile("", "", InputKind.INPUT);
    }
}
