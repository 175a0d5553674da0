package dev.jobgrid.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.wire.response.AgentResponses;
import dev.jobgrid.wire.response.StatusJson;
import java.time.Duration;
import java.util.List;

/** §07: the state of a job; on request waits for its end and reports progress. */
final class GetJobTool implements Tool {
    /** Less than the common time-out of hosts, a minute. */
    static final int MAX_WAIT_SECONDS = 50;

    private final JobWait wait;

    GetJobTool(JobWait wait) {
        this.wait = wait;
    }

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                "get_job",
                "Get a job's status",
                "Returns the status of a job, why it failed if it did, and what it cost. With"
                        + " wait_seconds it waits for the end of the job, no longer than that, and reports"
                        + " progress meanwhile.",
                ToolSchema.object()
                        .required("jobId", ToolSchema.text("Id of the job."))
                        .optional(
                                "wait_seconds",
                                ToolSchema.whole("Seconds to wait for the end of the job, 0 to 50. Default: 0."))
                        .build(),
                ToolSchema.object()
                        .required("job_id", ToolSchema.type("string"))
                        .required("id", ToolSchema.type("string"))
                        .required("status", ToolSchema.type("string"))
                        .required("phase", ToolSchema.type("string"))
                        .required("status_message", ToolSchema.type("string"))
                        .optional("failure", ToolSchema.type("object"))
                        .build(),
                ToolDescription.Effect.READS,
                List.of(Scope.JOBS_READ));
    }

    @Override
    public ToolResult call(ToolCall call) throws InterruptedException {
        int seconds = call.arguments().count("wait_seconds", 0, 0, MAX_WAIT_SECONDS);
        Job job = wait.until(
                call.grid().job(call.job()),
                Duration.ofSeconds(seconds),
                call.around().progress());
        // Only a failed job's status quotes its log, so only then is the log read.
        ObjectNode data = AgentResponses.of(
                job.status() == JobStatus.FAILED
                        ? StatusJson.of(call.grid().runtime(job.id()), call.now())
                        : StatusJson.of(job, call.now()));
        return new ToolResult(
                "Job " + job.id() + " is " + EnumPhrases.of(job.status()) + ": "
                        + data.path("status_message").asText(),
                data);
    }
}
