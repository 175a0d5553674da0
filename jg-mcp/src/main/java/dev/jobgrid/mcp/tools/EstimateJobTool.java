package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.wire.request.AgentRequest;
import dev.jobgrid.wire.response.AgentResponses;
import dev.jobgrid.wire.response.EstimateJson;
import java.util.List;

/** §04: estimates a draft. */
final class EstimateJobTool implements Tool {
    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "estimate_job",
                "Estimate a job",
                "Estimates, without submitting anything, whether a job can run, on which GPU, at what"
                        + " cost and after what wait. If it cannot be submitted, screening.checks lists every"
                        + " reason.",
                DraftSchema.build(),
                ToolSchema.object()
                        .required("available", ToolSchema.type("boolean"))
                        .required("can_submit", ToolSchema.type("boolean"))
                        .optional("unavailable_code", ToolSchema.type("string"))
                        .optional("unavailable_reason", ToolSchema.type("string"))
                        .optional("likely_gpu_type", ToolSchema.type("string"))
                        .optional("estimated_hourly_rate_usd", ToolSchema.type("number"))
                        .optional("estimated_cost_usd", ToolSchema.type("object"))
                        .required("screening", ToolSchema.type("object"))
                        .build(),
                ToolDescription.Effect.READS,
                List.of(Scope.JOBS_ESTIMATE, Scope.JOBS_SUBMIT, Scope.JOBS_WRITE));
    }

    @Override
    public ToolResult call(ToolCall call) {
        Draft draft = AgentRequest.readArguments(call.arguments().json());
        Estimate estimate = call.grid().estimate(draft);
        ObjectNode data = AgentResponses.of(EstimateJson.of(draft, estimate));
        return new ToolResult(summary(data), data);
    }

    private static String summary(ObjectNode data) {
        if (!data.path("available").asBoolean()) {
            return "Not available: " + data.path("unavailable_code").asText() + ": "
                    + data.path("unavailable_reason").asText();
        }
        return "Available on " + data.path("likely_gpu_type").asText("a GPU") + " for about $"
                + data.at("/estimated_cost_usd/min").asText() + " to $"
                + data.at("/estimated_cost_usd/max").asText() + ".";
    }
}
