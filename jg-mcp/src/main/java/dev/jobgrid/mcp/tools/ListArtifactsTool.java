package dev.jobgrid.mcp.tools;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.wire.response.AgentResponses;
import java.util.List;

/** §09: artifacts of a job. */
final class ListArtifactsTool implements Tool {
    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "list_artifacts",
                "List a job's artifacts",
                "Lists the files that a job left in /workspace/artifacts.",
                ToolSchema.object()
                        .required("jobId", ToolSchema.text("Id of the job."))
                        .build(),
                ToolSchema.object().required("artifacts", ToolSchema.list()).build(),
                ToolDescription.Effect.READS,
                List.of(Scope.JOBS_READ));
    }

    @Override
    public ToolResult call(ToolCall call) {
        List<Artifact> artifacts = call.grid().artifacts(call.job()).list();
        return new ToolResult(
                EnumPhrases.count(artifacts.size(), "artifact") + ".", AgentResponses.artifacts(artifacts));
    }
}
