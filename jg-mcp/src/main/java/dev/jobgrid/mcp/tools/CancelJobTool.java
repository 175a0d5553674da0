package dev.jobgrid.mcp.tools;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.job.Job;
import dev.jobgrid.wire.response.AgentResponses;
import java.util.List;

/** §10: cancels a job. */
final class CancelJobTool implements Tool {
    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "cancel_job",
                "Cancel a job",
                "Cancels a job that has not ended. Work that it has not written as an artifact is lost.",
                ToolSchema.object()
                        .required("jobId", ToolSchema.text("Id of the job."))
                        .optional("reason", ToolSchema.text("Reason, for people; at most 512 characters are stored."))
                        .build(),
                ToolSchema.object()
                        .required("job_id", ToolSchema.type("string"))
                        .required("id", ToolSchema.type("string"))
                        .required("status", ToolSchema.type("string"))
                        .required("cancelled", ToolSchema.type("boolean"))
                        .build(),
                ToolDescription.Effect.ENDS,
                List.of(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE));
    }

    @Override
    public ToolResult call(ToolCall call) {
        Job job = call.grid().cancel(call.job(), call.arguments().text("reason").orElse(""));
        return new ToolResult("Cancelled job " + job.id() + ".", AgentResponses.cancel(job));
    }
}
