package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.FailureHighlight;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.wire.request.QueryText;
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
                        .optional(
                                "contains",
                                ToolSchema.text(
                                        "Only lines that contain this text, 1 to 200 characters, whatever its case."
                                                + " A page may be short, even empty, while has_more is true."))
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
        LogQuery lines = LogQuery.after(
                call.arguments().position("cursor"), call.arguments().count("limit", DEFAULT_COUNT, 1, MAX_COUNT));
        LogQuery query = call.arguments()
                .text("contains")
                .map(QueryText::contains)
                .map(lines::containing)
                .orElse(lines);
        LogPage page = call.grid().logs(call.job(), query);
        ObjectNode data = AgentResponses.logs(page);
        if (page.job().status() == JobStatus.FAILED) {
            FailureHighlight.of(part -> call.grid().logs(call.job(), part))
                    .ifPresent(highlight -> data.set("failure_highlight", json(highlight)));
        }
        return new ToolResult(
                EnumPhrases.count(page.lines().size(), "line") + (page.hasMore() ? ", and there are more" : "")
                        + "; the job is " + EnumPhrases.of(page.job().status()) + ".",
                data);
    }

    private static ObjectNode json(FailureHighlight highlight) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        highlight.entryId().ifPresent(id -> json.put("entry_id", id));
        json.put("reason", highlight.entryId().isPresent() ? "first_error" : "last_lines");
        ArrayNode array = json.putArray("lines");
        highlight
                .lines()
                .forEach(line -> array.addObject()
                        .put("entry_id", line.entryId())
                        .put("stream", EnumPhrases.of(line.stream()))
                        .put("message", line.message()));
        return json;
    }
}
