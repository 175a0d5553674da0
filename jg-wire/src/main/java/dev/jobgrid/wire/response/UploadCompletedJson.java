package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.inputs.JobInput;

/**
 * The answer to {@code POST /v1/job-inputs/{input_id}/complete} (reference §05). The file stands there twice, flat and
 * under {@code input}: the reference prints no answer, and clients look in either place.
 */
public record UploadCompletedJson(@JsonUnwrapped InputJson flat, InputJson input) {
    /** A file just completed. */
    public static UploadCompletedJson of(JobInput input) {
        InputJson json = InputJson.of(input);
        return new UploadCompletedJson(json, json);
    }
}
