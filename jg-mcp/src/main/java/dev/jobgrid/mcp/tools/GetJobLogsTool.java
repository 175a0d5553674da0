package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.wire.response.AgentResponses;
import java.util.List;

/** §08: the log of a job; for a failed one also the lines around its first error. */
final class GetJobLogsTool implements Tool {
    private static final int DEFAULT_COUNT = 100;
    private static final int MAX_COUNT = 1000;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "get_job_logs",
                "Get a job's logs",
                "Returns log lines of a job, oldest first. If has_more is true, next_cursor leads to"
                        + " the next page. For a failed job, failure_highlight has the lines around the first"
                        + " error.",
                ToolSchema.object()
                        .required("jobId", ToolSchema.text("Id of the job."))
                        .optional("limit", ToolSchema.whole("Number of lines, 1 to 1000. Default: 100."))
                        .optional("cursor", ToolSchema.text("next_cursor of the previous page."))
                        .build(),
                ToolSchema.object()
                        .required("job_id", ToolSchema.type("string"))
                        .required("id", ToolSchema.type("string"))
                        .required("status", ToolSchema.type("string"))
                        .required("items", ToolSchema.list())
                        .required("logs", ToolSchema.list())
                        .required("next_cursor", ToolSchema.type("string"))
                        .required("has_more", ToolSchema.type("boolean"))
                        .optional("failure_highlight", ToolSchema.type("object"))
                        .build(),
                ToolDescription.Effect.READS,
                List.of(Scope.LOGS_READ, Scope.JOBS_READ));
    }

    @Override
    public ToolResult call(ToolCall call) {
        LogPage page = call.grid()
                .logs(
                        call.job(),
                        LogQuery.after(
                                call.arguments().position("cursor"),
                                call.arguments().count("limit", DEFAULT_COUNT, 1, MAX_COUNT)));
        ObjectNode data = AgentResponses.logs(page);
        if (page.job().status() == JobStatus.FAILED) {
            FailureHighlight.of(call.grid(), call.job())
                    .ifPresent(highlight -> data.set("failure_highlight", highlight.json()));
        }
        return new ToolResult(
                EnumPhrases.count(page.lines().size(), "line") + (page.hasMore() ? ", and there are more" : "")
                        + "; the job is " + EnumPhrases.of(page.job().status()) + ".",
                data);
    }
}
