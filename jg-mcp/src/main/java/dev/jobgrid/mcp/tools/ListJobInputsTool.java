package dev.jobgrid.mcp.tools;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.wire.response.AgentResponses;
import dev.jobgrid.wire.response.InputsJson;
import java.util.List;

/** §05: uploaded files and open slots. */
final class ListJobInputsTool implements Tool {
    private static final int DEFAULT_COUNT = 100;
    private static final int MAX_COUNT = 1000;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "list_job_inputs",
                "List uploaded files",
                "Lists uploaded files and open uploads, newest first. A job can use only those that are" + " ready.",
                ToolSchema.object()
                        .optional("limit", ToolSchema.whole("Number of files, 1 to 1000. Default: 100."))
                        .build(),
                ToolSchema.object().required("inputs", ToolSchema.list()).build(),
                ToolDescription.Effect.READS,
                List.of(Scope.JOBS_READ, Scope.JOBS_WRITE));
    }

    @Override
    public ToolResult call(ToolCall call) {
        int limit = call.arguments().count("limit", DEFAULT_COUNT, 1, MAX_COUNT);
        List<JobInput> inputs =
                call.grid().inputs().list().stream().limit(limit).toList();
        long ready = inputs.stream().filter(JobInput::isReady).count();
        return new ToolResult(
                EnumPhrases.count(inputs.size(), "input") + ", " + ready + " ready.",
                AgentResponses.of(InputsJson.of(inputs)));
    }
}
