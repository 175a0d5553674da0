package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.wire.request.AgentRequest;
import dev.jobgrid.wire.request.PlanRequestJson;
import dev.jobgrid.wire.response.AgentResponses;
import java.util.List;
import java.util.Optional;

/** §06: submits a job. */
final class SubmitJobTool implements Tool {
    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "submit_job",
                "Submit a job",
                "Submits a GPU job and returns its job_id at once; follow it with get_job. The job"
                        + " needs an image, a workload and a GPU requirement such as model_size. Files that it"
                        + " writes to /workspace/artifacts are stored.",
                DraftSchema.ofSubmit(),
                ToolSchema.object()
                        .required("job_id", ToolSchema.type("string"))
                        .required("id", ToolSchema.type("string"))
                        .required("status", ToolSchema.type("string"))
                        .optional("queued_at", ToolSchema.type("string"))
                        .optional("status_message", ToolSchema.type("string"))
                        .optional("estimated_cost_usd", ToolSchema.type("object"))
                        .optional(
                                "warnings",
                                ToolSchema.list(
                                        ToolSchema.type("string"), "warnings, such as fields that were ignored"))
                        .build(),
                ToolDescription.Effect.ADDS,
                List.of(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE));
    }

    @Override
    public ToolResult call(ToolCall call) {
        ObjectNode arguments = call.arguments().json().deepCopy();
        arguments.remove("idempotency_key");
        Optional<String> key = call.arguments().text("idempotency_key").or(call.around()::idempotencyKey);
        SubmitOptions options = new SubmitOptions(key, PlanRequestJson.takeGo(arguments));
        Receipt receipt = call.grid().submit(AgentRequest.readArguments(arguments), options);
        return new ToolResult(
                "Submitted job " + receipt.job().id() + " ("
                        + EnumPhrases.of(receipt.job().status()) + ")." + warnings(receipt),
                AgentResponses.submit(receipt));
    }

    private static String warnings(Receipt receipt) {
        return receipt.warnings().isEmpty() ? "" : " Warnings: " + String.join("; ", receipt.warnings()) + ".";
    }
}
