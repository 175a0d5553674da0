package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.UploadRequestJson;
import dev.jobgrid.wire.response.AgentResponses;
import dev.jobgrid.wire.response.UploadSlotJson;
import java.net.URI;
import java.util.List;

/** §05: an upload slot for a file, with an address that completes it without a key, which agents do not have. */
final class UploadJobInputTool implements Tool {
    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "upload_job_input",
                "Create an upload",
                "Creates an upload of an input file or a script. Then send the bytes with PUT to"
                        + " upload_url, and POST {\"token\": …} as JSON to signed_complete_url; neither needs a"
                        + " key, unlike complete_url. After that jobs can use the input_id.",
                ToolSchema.object()
                        .required("filename", ToolSchema.text("Name of the file in the job; one path segment."))
                        .optional("content_type", ToolSchema.text("Media type, such as text/x-python."))
                        .optional("kind", ToolSchema.words("Kind of the file. Default: input.", "input", "script"))
                        .build(),
                ToolSchema.object()
                        .required(
                                "upload",
                                ToolSchema.object()
                                        .required("input_id", ToolSchema.type("string"))
                                        .required("method", ToolSchema.type("string"))
                                        .required("upload_url", ToolSchema.type("string"))
                                        .required("headers", ToolSchema.type("object"))
                                        .required("token", ToolSchema.type("string"))
                                        .required("complete_url", ToolSchema.type("string"))
                                        .required("signed_complete_url", ToolSchema.type("string"))
                                        .required("expires_at", ToolSchema.type("string"))
                                        .build())
                        .build(),
                ToolDescription.Effect.ADDS,
                List.of(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE));
    }

    @Override
    public ToolResult call(ToolCall call) {
        JobInput.InputFile file =
                UploadRequestJson.read(WireJson.bytes(call.arguments().json()));
        UploadSlot slot = call.grid().inputs().create(file);
        FileLinks links = call.around().links();
        URI base = call.around().base();
        ObjectNode data = AgentResponses.of(UploadSlotJson.of(
                slot,
                links.upload(base, slot.input()).toString(),
                base + "/v1/job-inputs/" + slot.input().id() + "/complete",
                links.complete(base, slot.input()).toString()));
        return new ToolResult(
                "Upload " + slot.input().id() + " for " + file.filename()
                        + ": PUT the bytes to upload_url, then POST the token to signed_complete_url.",
                data);
    }
}
