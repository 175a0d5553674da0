package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.wire.request.AgentRequest;
import dev.jobgrid.wire.request.PlanRequestJson;
import dev.jobgrid.wire.response.AgentResponses;
import dev.jobgrid.wire.response.CompiledEstimateJson;
import dev.jobgrid.wire.response.EstimateJson;
import java.util.List;
import java.util.Optional;

/** §04: estimates a draft. */
final class EstimateJobTool implements Tool {
    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "estimate_job",
                "Estimate a job",
                "Estimates, without submitting anything, whether a job can run, on which GPU, at what"
                        + " cost and after what wait. With compile it holds that place until it is submitted. If it cannot be submitted, screening.checks lists every"
                        + " reason.",
                DraftSchema.ofEstimate(),
                ToolSchema.object()
                        .required("available", ToolSchema.type("boolean"))
                        .required("can_submit", ToolSchema.type("boolean"))
                        .optional("unavailable_code", ToolSchema.type("string"))
                        .optional("unavailable_reason", ToolSchema.type("string"))
                        .optional("likely_gpu_type", ToolSchema.type("string"))
                        .optional("estimated_hourly_rate_usd", ToolSchema.type("number"))
                        .optional("estimated_cost_usd", ToolSchema.type("object"))
                        .optional("launch_plan", ToolSchema.type("object"))
                        .optional("launch_plan_refusal", ToolSchema.type("object"))
                        .required("screening", ToolSchema.type("object"))
                        .build(),
                ToolDescription.Effect.ADDS,
                List.of(Scope.JOBS_ESTIMATE, Scope.JOBS_SUBMIT, Scope.JOBS_WRITE));
    }

    @Override
    public ToolResult call(ToolCall call) {
        ObjectNode arguments = call.arguments().json().deepCopy();
        Optional<PlanOptions> plan = PlanRequestJson.takeCompile(arguments);
        Draft draft = AgentRequest.readArguments(arguments);
        ObjectNode data = AgentResponses.of(
                plan.isEmpty()
                        ? EstimateJson.of(draft, call.grid().estimate(draft))
                        : CompiledEstimateJson.await(call.grid(), draft, plan.get()));
        return new ToolResult(summary(data), data);
    }

    private static String summary(ObjectNode data) {
        if (!data.path("available").asBoolean()) {
            return "Not available: " + data.path("unavailable_code").asText() + ": "
                    + data.path("unavailable_reason").asText();
        }
        JsonNode plan = data.path("launch_plan");
        String held = plan.isMissingNode()
                ? refusal(data.path("launch_plan_refusal"))
                : " Held until " + plan.path("expires_at").asText() + " as launch plan "
                        + plan.path("launch_plan_id").asText() + ".";
        return "Available on " + data.path("likely_gpu_type").asText("a GPU") + " for about $"
                + data.at("/estimated_cost_usd/min").asText() + " to $"
                + data.at("/estimated_cost_usd/max").asText() + "." + held;
    }

    private static String refusal(JsonNode refusal) {
        return refusal.isMissingNode()
                ? ""
                : " Not held: " + refusal.path("code").asText() + ": "
                        + refusal.path("message").asText();
    }
}
