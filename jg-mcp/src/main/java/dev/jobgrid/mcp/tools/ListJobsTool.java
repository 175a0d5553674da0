package dev.jobgrid.mcp.tools;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.wire.ListCursor;
import dev.jobgrid.wire.request.QueryText;
import dev.jobgrid.wire.response.AgentAnswers;
import dev.jobgrid.wire.response.JobListJson;
import java.util.List;

/** §07: the workspace's jobs. */
final class ListJobsTool implements Tool {
    private static final int DEFAULT_COUNT = 20;
    private static final int MOST = 100;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "list_jobs",
                "List jobs",
                "Lists jobs, newest first. If has_more is true, next_cursor gives the next page.",
                Schema.object()
                        .optional("limit", Schema.whole("How many, 1 to 100; 20 if left out."))
                        .optional("cursor", Schema.text("next_cursor of the page before."))
                        .optional(
                                "status",
                                Schema.words(
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
                Schema.object()
                        .required("jobs", Schema.list())
                        .required("limit", Schema.type("integer"))
                        .required("next_cursor", Schema.anyOf(List.of(Schema.type("string"), Schema.type("null"))))
                        .required("has_more", Schema.type("boolean"))
                        .build(),
                ToolDescription.Effect.READS,
                List.of(Scope.JOBS_READ));
    }

    @Override
    public ToolAnswer call(ToolCall call) {
        JobPage page = call.grid()
                .list(
                        call.arguments().text("status").map(QueryText::status),
                        call.arguments().text("cursor").map(ListCursor::read),
                        call.arguments().count("limit", DEFAULT_COUNT, 1, MOST));
        return new ToolAnswer(
                Words.count(page.jobs().size(), "job") + (page.next().isPresent() ? ", and there are more." : "."),
                AgentAnswers.of(JobListJson.of(page, call.now())));
    }
}
