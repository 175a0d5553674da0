package dev.jobgrid.mcp.tools;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.wire.response.AgentResponses;
import dev.jobgrid.wire.response.EventsJson;
import java.util.List;

/** §07: events of a job. */
final class GetJobEventsTool implements Tool {
    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "get_job_events",
                "Get a job's events",
                "Lists the events of a job, oldest first.",
                ToolSchema.object()
                        .required("jobId", ToolSchema.text("Id of the job."))
                        .build(),
                ToolSchema.object()
                        .required("job_id", ToolSchema.type("string"))
                        .required("status", ToolSchema.type("string"))
                        .required("phase", ToolSchema.type("string"))
                        .required("items", ToolSchema.list())
                        .build(),
                ToolDescription.Effect.READS,
                List.of(Scope.JOBS_READ));
    }

    @Override
    public ToolResult call(ToolCall call) {
        // In this order: a reader that sees the end has all events.
        Job job = call.grid().status(call.job());
        List<JobEvent> events = call.grid().events(call.job());
        return new ToolResult(
                EnumPhrases.count(events.size(), "event") + "; the job is " + EnumPhrases.of(job.status()) + ".",
                AgentResponses.of(EventsJson.of(job, events, call.now())));
    }
}
