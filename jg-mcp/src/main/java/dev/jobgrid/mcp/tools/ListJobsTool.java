package dev.jobgrid.mcp.tools;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.wire.ListCursor;
import dev.jobgrid.wire.request.QueryText;
import dev.jobgrid.wire.response.AgentResponses;
import dev.jobgrid.wire.response.JobListJson;
import java.util.List;

/** §07: the workspace's jobs. */
final class ListJobsTool implements Tool {
    private static final int DEFAULT_COUNT = 20;
    private static final int MAX_COUNT = 100;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "list_jobs",
                "List jobs",
                "Lists jobs, newest first. If has_more is true, next_cursor leads to the next page.",
                ToolSchema.object()
                        .optional("limit", ToolSchema.whole("Number of jobs, 1 to 100. Default: 20."))
                        .optional("cursor", ToolSchema.text("next_cursor of the previous page."))
                        .optional(
                                "status",
                                ToolSchema.words(
                                        "Only jobs with this status.",
                                        "pending",
                                        "queued",
                                        "assigned",
                                        "running",
                                        "completed",
                                        "failed",
                                        "rejected",
                                        "cancelled"))
                        .build(),
                ToolSchema.object()
                        .required("jobs", ToolSchema.list())
                        .required("limit", ToolSchema.type("integer"))
                        .required(
                                "next_cursor",
                                ToolSchema.anyOf(List.of(ToolSchema.type("string"), ToolSchema.type("null"))))
                        .required("has_more", ToolSchema.type("boolean"))
                        .build(),
                ToolDescription.Effect.READS,
                List.of(Scope.JOBS_READ));
    }

    @Override
    public ToolResult call(ToolCall call) {
        JobPage page = call.grid()
                .list(
                        call.arguments().text("status").map(QueryText::status),
                        call.arguments().text("cursor").map(ListCursor::read),
                        call.arguments().count("limit", DEFAULT_COUNT, 1, MAX_COUNT));
        return new ToolResult(
                EnumPhrases.count(page.jobs().size(), "job")
                        + (page.next().isPresent() ? ", and there are more." : "."),
                AgentResponses.of(JobListJson.of(page, call.now())));
    }
}
