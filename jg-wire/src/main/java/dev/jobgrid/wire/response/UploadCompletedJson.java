package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.inputs.JobInput;

/**
 * The response to {@code POST /v1/job-inputs/{input_id}/complete} (reference §05). The file is included twice, flat and
 * under {@code input}: the reference shows no response, and clients use either.
 */
public record UploadCompletedJson(@JsonUnwrapped InputJson flat, InputJson input) {
    /** A completed file. */
    public static UploadCompletedJson of(JobInput input) {
        InputJson json = InputJson.of(input);
        return new UploadCompletedJson(json, json);
    }
}
