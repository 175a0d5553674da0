package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.wire.response.AgentAnswers;
import java.util.List;

/** §08: what a job printed; of a failed one also the lines around its first error. */
final class GetJobLogsTool implements Tool {
    private static final int DEFAULT_COUNT = 100;
    private static final int MOST = 1000;

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "get_job_logs",
                "Get a job's logs",
                "Gives lines that a job printed, oldest first. If has_more is true, next_cursor gives the next page. For a"
                        + " failed job failure_highlight holds the lines around the first error.",
                Schema.object()
                        .required("jobId", Schema.text("The job's id."))
                        .optional("limit", Schema.whole("How many lines, 1 to 1000; 100 if left out."))
                        .optional("cursor", Schema.text("next_cursor of the page before."))
                        .build(),
                Schema.object()
                        .required("job_id", Schema.type("string"))
                        .required("id", Schema.type("string"))
                        .required("status", Schema.type("string"))
                        .required("items", Schema.list())
                        .required("logs", Schema.list())
                        .required("next_cursor", Schema.type("string"))
                        .required("has_more", Schema.type("boolean"))
                        .optional("failure_highlight", Schema.type("object"))
                        .build(),
                ToolDescription.Effect.READS,
                List.of(Scope.LOGS_READ, Scope.JOBS_READ));
    }

    @Override
    public ToolAnswer call(ToolCall call) {
        LogPage page = call.grid()
                .logs(
                        call.job(),
                        LogQuery.after(
                                call.arguments().position("cursor"),
                                call.arguments().count("limit", DEFAULT_COUNT, 1, MOST)));
        ObjectNode data = AgentAnswers.logs(page);
        if (page.job().status() == JobStatus.FAILED) {
            FailureHighlight.of(call.grid(), call.job())
                    .ifPresent(highlight -> data.set("failure_highlight", highlight.json()));
        }
        return new ToolAnswer(
                Words.count(page.lines().size(), "line") + (page.hasMore() ? ", and there are more" : "")
                        + "; the job is " + Words.of(page.job().status()) + ".",
                data);
    }
}
