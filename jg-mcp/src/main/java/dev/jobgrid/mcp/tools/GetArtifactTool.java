package dev.jobgrid.mcp.tools;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.wire.response.AgentResponses;
import java.util.List;

/** §09: the download address of an artifact. */
final class GetArtifactTool implements Tool {
    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "get_artifact",
                "Get an artifact",
                "Returns a URL from which the artifact can be downloaded with GET until expires_at,"
                        + " without a key.",
                ToolSchema.object()
                        .required("jobId", ToolSchema.text("Id of the job."))
                        .required("artifactId", ToolSchema.text("Id of the artifact, from list_artifacts."))
                        .build(),
                ToolSchema.object()
                        .required("artifact", ToolSchema.type("object"))
                        .required("artifact_name", ToolSchema.type("string"))
                        .required("mime_type", ToolSchema.type("string"))
                        .required("url", ToolSchema.type("string"))
                        .required("download_url", ToolSchema.type("string"))
                        .required("expires_at", ToolSchema.type("string"))
                        .build(),
                ToolDescription.Effect.READS,
                List.of(Scope.JOBS_READ));
    }

    @Override
    public ToolResult call(ToolCall call) {
        Artifact artifact =
                call.grid().artifacts(call.job()).get(call.arguments().artifact());
        if (!artifact.isReady()) {
            throw new JobGridException(
                    ErrorCode.ARTIFACT_NOT_READY,
                    "artifact " + artifact.id() + " is not uploaded yet; ask again later");
        }
        FileLinks.Link link = call.around().links().download(call.around().base(), artifact);
        return new ToolResult(
                artifact.filename() + ", " + artifact.sizeBytes() + " bytes, until " + link.expires() + ".",
                AgentResponses.download(artifact, link.url().toString(), link.expires()));
    }
}
