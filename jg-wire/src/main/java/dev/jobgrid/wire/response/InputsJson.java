package dev.jobgrid.wire.response;

import dev.jobgrid.inputs.JobInput;
import java.util.List;

/** The response to {@code GET /v1/job-inputs} (reference §05). */
public record InputsJson(List<InputJson> inputs) {
    /** Uploaded files and open slots, in the order given. */
    public static InputsJson of(List<JobInput> inputs) {
        return new InputsJson(inputs.stream().map(InputJson::of).toList());
    }
}
