package dev.jobgrid.wire.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.JobRequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The 202 response to {@code POST /v1/jobs/batch}, which is beyond the published API: jobs of a batch, in the order of
 * the request.
 */
public record BatchJson(List<Item> jobs) {
    /** The most drafts of a batch: they are stored in one transaction. */
    public static final int MAX_JOBS = 1000;

    /** One submitted job. */
    record Item(String jobId, List<String> warnings) {}

    /** Submitted jobs. */
    public static BatchJson of(List<Receipt> receipts) {
        return new BatchJson(receipts.stream()
                .map(receipt -> new Item(receipt.job().id().value(), receipt.warnings()))
                .toList());
    }

    /**
     * Reads the drafts of a batch: {@code {"jobs": [draft, …]}}.
     *
     * @throws JobGridException INVALID_REQUEST if the body is invalid; for an unreadable draft as its submit would,
     *     with its index in the list before the message
     */
    public static List<Draft> read(byte[] body) {
        ObjectNode json = WireJson.object(body);
        if (!(json.get("jobs") instanceof ArrayNode drafts) || drafts.isEmpty()) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST, "jobs is missing, and must be an array of one draft job or more");
        }
        if (drafts.size() > MAX_JOBS) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "jobs has " + drafts.size() + " drafts, at most " + MAX_JOBS
                            + " are allowed; send the others in a batch of their own");
        }
        List<Draft> read = new ArrayList<>(drafts.size());
        for (JsonNode draft : drafts) {
            read.add(read(draft, read.size()));
        }
        return read;
    }

    private static Draft read(JsonNode json, int index) {
        if (!json.isObject()) {
            throw new JobGridException(ErrorCode.INVALID_REQUEST, "jobs[" + index + "]: a draft job must be an object");
        }
        Draft draft = JobRequestJson.read(json);
        if (!draft.problems().isEmpty()) {
            Check first = draft.problems().get(0);
            throw new JobGridException(
                    first.code(), "jobs[" + index + "]: " + first.message(), draft.problems(), Optional.empty());
        }
        return draft;
    }
}
