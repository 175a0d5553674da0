package dev.jobgrid.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.testkit.grid.GridFixture;
import dev.jobgrid.testkit.sim.RunScript;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolsTest {
    private static final String DRAFT = """
            {"workload": "fine_tuning", "model_size": 7, "image": "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime",
             "command": ["python", "train.py"], "args": ["--fast"], "env": {"TOKEN": "s3cret"}, "routing_mode": "speed",
             "metadata": {"client_request_id": "r1"}, "notes": "the first"}
            """;

    /** An answer, once it was found to be as its tool says. */
    private static JsonNode checked(Talk talk, String tool, String arguments) {
        JsonNode result = talk.call(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        assertThat(result.at("/content/0/text").asText()).isNotBlank().doesNotContain("\n");
        assertThat(result.at("/content/1/text").asText())
                .isEqualTo(result.path("structuredContent").toString());
        for (JsonNode told : talk.ask("tools/list", "{}").at("/result/tools")) {
            if (told.path("name").asText().equals(tool)) {
                assertConforms(told.path("inputSchema"), arguments);
                assertConforms(
                        told.path("outputSchema"),
                        result.path("structuredContent").toString());
            }
        }
        return result.at("/structuredContent/data");
    }

    private static void assertConforms(JsonNode schema, String json) {
        Schema checker = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON);
        assertThat(checker.validate(json, InputFormat.JSON)).isEmpty();
    }

    @Test
    void anEstimateHoldsItsPlaceUntilTheSubmit() throws Exception {
        try (GridFixture fixture = GridFixture.open();
                Talk talk = Talk.with(fixture.grid())) {
            String compiling = DRAFT.replaceFirst("\\{", "{\"compile\": true, \"hold_seconds\": 60, ");
            JsonNode plan = checked(talk, "estimate_job", compiling).path("launch_plan");
            assertThat(plan.path("state").asText()).isEqualTo("held");
            JobId id = new JobId(plan.path("launch_plan_id").asText());
            assertThat(fixture.grid().launchPlans()).extracting(LaunchPlan::id).containsExactly(id);

            JsonNode submitted = checked(talk, "submit_job", "{\"launch_plan_id\": \"" + id + "\"}");

            assertThat(submitted.path("job_id").asText()).isEqualTo(id.value());
            assertThat(fixture.grid().job(id).await(Duration.ofMinutes(1)).status())
                    .isEqualTo(JobStatus.COMPLETED);
            JsonNode refused = checked(talk, "estimate_job", compiling.replace("60", "5"));
            assertThat(refused.at("/launch_plan_refusal/message").asText())
                    .isEqualTo("hold_seconds is 5; 10 to 900 are allowed");
            assertThat(talk.call("submit_job", "{\"launch_plan_id\": \"nobody\"}")
                            .toString())
                    .contains("NOT_FOUND");
        }
    }

    @Test
    void aSubmitWithAKeyIsOneJob() throws Exception {
        try (GridFixture fixture = GridFixture.open();
                Talk talk = Talk.with(fixture.grid())) {
            String once = DRAFT.replaceFirst("\\{", "{\"idempotency_key\": \"once\", ");

            JsonNode first = checked(talk, "submit_job", once);

            assertThat(first.path("warnings").toString()).doesNotContain("idempotency_key");
            assertThat(checked(talk, "submit_job", once).path("job_id")).isEqualTo(first.path("job_id"));
            assertThat(checked(talk, "submit_job", DRAFT).path("job_id")).isNotEqualTo(first.path("job_id"));
            assertThat(talk.call("submit_job", once.replace("\"image\": \"", "\"image\": \"other/"))
                            .toString())
                    .contains("this Idempotency-Key was used for another draft");
        }
    }

    @Test
    void aJobGoesThroughEveryTool() throws Exception {
        RunScript script = RunScript.prints("hello", "world")
                .leaving(Map.of("out/result.txt", "42".getBytes(StandardCharsets.UTF_8)));
        try (GridFixture fixture = GridFixture.open(run -> script);
                Talk talk = Talk.with(fixture.grid())) {
            assertThat(checked(talk, "estimate_job", DRAFT).path("available").asBoolean())
                    .isTrue();
            JsonNode slot = checked(
                            talk,
                            "upload_job_input",
                            "{\"filename\":\"a.txt\",\"content_type\":\"text/plain\",\"kind\":\"input\"}")
                    .path("upload");
            InputId input = new InputId(slot.path("input_id").asText());
            assertThat(slot.path("upload_url").asText()).isEqualTo("http://files.test/upload/" + input);
            assertThat(slot.path("complete_url").asText()).endsWith("/v1/job-inputs/" + input + "/complete");
            assertThat(slot.path("signed_complete_url").asText()).isEqualTo("http://files.test/complete/" + input);
            fixture.grid().inputs().upload(input, new ByteArrayInputStream(new byte[] {1}));
            fixture.grid()
                    .inputs()
                    .complete(
                            input,
                            new UploadCompletion(
                                    new Secret(slot.path("token").asText()),
                                    Optional.empty(),
                                    Optional.empty(),
                                    OptionalLong.empty(),
                                    Optional.empty()));
            assertThat(checked(talk, "list_job_inputs", "{}")
                            .at("/inputs/0/ready")
                            .asBoolean())
                    .isTrue();

            JsonNode taken = checked(talk, "submit_job", DRAFT);
            String job = taken.path("job_id").asText();
            assertThat(taken.path("id").asText()).isEqualTo(job);
            String named = "{\"jobId\":\"" + job + "\"}";
            JsonNode done = checked(talk, "get_job", "{\"jobId\":\"" + job + "\",\"wait_seconds\":50}");
            assertThat(done.path("status").asText()).isEqualTo("completed");
            assertThat(done.path("name").asText()).isEqualTo("pytorch-fine-tuning");
            assertThat(done.path("workload_type").asText()).isEqualTo("fine-tuning");
            assertThat(done.path("metadata").toString())
                    .isEqualTo("{\"client_request_id\":\"r1\",\"notes\":\"the first\"}");
            assertThat(fixture.grid()
                            .status(new JobId(job))
                            .spec()
                            .environment()
                            .values())
                    .containsEntry("TOKEN", "s3cret");
            assertThat(checked(talk, "get_job_events", named).path("items")).isNotEmpty();
            JsonNode logs = checked(talk, "get_job_logs", named);
            assertThat(logs.at("/logs/0/message").asText()).isEqualTo("hello");
            assertThat(logs.path("next_cursor").asText()).isEqualTo("2");
            assertThat(logs.has("failure_highlight")).isFalse();
            JsonNode artifact = checked(talk, "list_artifacts", named).at("/artifacts/0");
            assertThat(artifact.path("artifact_name").asText()).isEqualTo("result.txt");
            JsonNode download = checked(
                    talk,
                    "get_artifact",
                    "{\"jobId\":\"" + job + "\",\"artifactId\":\""
                            + artifact.path("artifact_id").asText() + "\"}");
            assertThat(download.path("download_url").asText()).startsWith("http://files.test/download/");
            assertThat(checked(talk, "list_jobs", "{\"limit\":1,\"status\":\"completed\"}")
                            .path("jobs"))
                    .hasSize(1);
        }
    }

    @Test
    void aRunningJobIsCancelled() throws Exception {
        try (GridFixture fixture = GridFixture.open(run -> RunScript.prints().lasting(Duration.ofMinutes(5)));
                Talk talk = Talk.with(fixture.grid())) {
            String job = talk.data("submit_job", DRAFT).path("job_id").asText();
            JsonNode cancelled = checked(talk, "cancel_job", "{\"jobId\":\"" + job + "\",\"reason\":\"enough\"}");
            assertThat(cancelled.path("cancelled").asBoolean()).isTrue();
            assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
            assertThat(talk.refusal("cancel_job", "{\"jobId\":\"" + job + "\"}"))
                    .startsWith("cancel_job failed: CONFLICT: ");
        }
    }

    @Test
    void aFailedJobsLogShowsTheLinesAroundItsFirstError() throws Exception {
        RunScript script = RunScript.prints("loading", "0 errors so far", "RuntimeError: CUDA out of memory", "bye")
                .exiting(1);
        try (GridFixture fixture = GridFixture.open(run -> script);
                Talk talk = Talk.with(fixture.grid())) {
            String job = talk.data("submit_job", DRAFT).path("job_id").asText();
            talk.data("get_job", "{\"jobId\":\"" + job + "\",\"wait_seconds\":50}");
            JsonNode highlight = checked(talk, "get_job_logs", "{\"jobId\":\"" + job + "\",\"limit\":1}")
                    .path("failure_highlight");
            assertThat(highlight.path("entry_id").asLong()).isEqualTo(3);
            JsonNode found = checked(talk, "get_job_logs", "{\"jobId\":\"" + job + "\",\"contains\":\"cuda\"}");
            assertThat(found.path("items").findValuesAsText("message"))
                    .containsExactly("RuntimeError: CUDA out of memory");
            assertThat(highlight.path("lines").findValuesAsText("message"))
                    .containsExactly("loading", "0 errors so far", "RuntimeError: CUDA out of memory", "bye");
        }
    }

    @Test
    void aCallbackThatAnAgentGivesIsNotTaken() throws Exception {
        try (GridFixture fixture = GridFixture.open();
                Talk talk = Talk.with(fixture.grid())) {
            String draft = DRAFT.replace(
                    "\"notes\"",
                    "\"callback_url\":\"https://evil.example\",\"webhook_url\":\"https://evil.example\",\"callback\":{\"url\":\"https://evil.example\"},\"notes\"");
            String job = talk.data("submit_job", draft).path("job_id").asText();
            assertThat(fixture.grid().status(new JobId(job)).spec().callback()).isEmpty();
        }
    }

    @Test
    void limitsOutOfBoundsAreReadAsTheBounds() throws Exception {
        try (GridFixture fixture = GridFixture.open();
                Talk talk = Talk.with(fixture.grid())) {
            talk.data("submit_job", DRAFT);
            assertThat(talk.data("list_jobs", "{\"limit\":100000}")
                            .path("limit")
                            .asInt())
                    .isEqualTo(100);
            assertThat(talk.data("list_jobs", "{\"limit\":-3}").path("limit").asInt())
                    .isEqualTo(1);
            assertThat(talk.data("list_jobs", "{\"limit\":\"7\"}").path("limit").asInt())
                    .isEqualTo(7);
            assertThat(talk.data("list_jobs", "{\"limit\":123456789012345678901234567890}")
                            .path("limit")
                            .asInt())
                    .isEqualTo(100);
            assertThat(talk.refusal("list_jobs", "{\"limit\":1.5}"))
                    .isEqualTo("list_jobs failed: INVALID_REQUEST: limit must be a whole number, not '1.5'");
        }
    }

    @Test
    void refusalsNameToolCodeAndArgument() throws Exception {
        try (GridFixture fixture = GridFixture.open();
                Talk talk = Talk.with(fixture.grid())) {
            assertThat(talk.refusal("get_job", "{}")).startsWith("get_job failed: INVALID_REQUEST: jobId is missing");
            assertThat(talk.refusal("get_job", "{\"jobId\":5}"))
                    .isEqualTo("get_job failed: INVALID_REQUEST: jobId must be a string, not '5'");
            assertThat(talk.refusal("get_job", "{\"jobId\":\"nobody\"}")).startsWith("get_job failed: NOT_FOUND: ");
            assertThat(talk.refusal("get_job", "{\"jobId\":\"../x\"}")).startsWith("get_job failed: NOT_FOUND: ");
            assertThat(talk.refusal("get_artifact", "{\"jobId\":\"a\"}"))
                    .startsWith("get_artifact failed: INVALID_REQUEST: artifactId is missing");
            assertThat(talk.refusal("list_jobs", "{\"cursor\":\"zzz\"}"))
                    .startsWith("list_jobs failed: INVALID_REQUEST: cursor");
            assertThat(talk.refusal("list_jobs", "{\"status\":\"odd\"}"))
                    .startsWith("list_jobs failed: INVALID_REQUEST: status is 'odd'");
            assertThat(talk.refusal("upload_job_input", "{}"))
                    .startsWith("upload_job_input failed: INVALID_REQUEST: filename is missing");
            JsonNode refused = talk.call("submit_job", "{\"workload\":\"batch\",\"image\":\"alpine\"}");
            assertThat(refused.at("/content/0/text").asText())
                    .startsWith("submit_job failed: CPU_ONLY_WORKLOAD_UNSUPPORTED: ");
            assertThat(Talk.JSON
                            .readTree(refused.at("/content/1/text").asText())
                            .at("/error/details/screening/can_submit")
                            .asBoolean(true))
                    .isFalse();
        }
    }

    @Test
    void aCallerMayDoWhatItsScopesAllowAndSeesItsOwnWorkspace() throws Exception {
        try (GridFixture fixture = GridFixture.open()) {
            String job;
            try (Talk owner = Talk.with(fixture.grid())) {
                job = owner.data("submit_job", DRAFT).path("job_id").asText();
            }
            Caller reader = new Caller(WorkspaceId.DEFAULT, "reader", EnumSet.of(Scope.JOBS_READ));
            try (Talk talk = Talk.with(fixture.grid(), reader)) {
                talk.data("get_job", "{\"jobId\":\"" + job + "\"}");
                assertThat(talk.refusal("submit_job", DRAFT))
                        .startsWith("submit_job failed: FORBIDDEN: ")
                        .contains("jobs:submit");
            }
            Caller stranger = new Caller(new WorkspaceId("other"), "stranger", Set.of(Scope.values()));
            try (Talk talk = Talk.with(fixture.grid(), stranger)) {
                assertThat(talk.refusal("get_job", "{\"jobId\":\"" + job + "\"}"))
                        .startsWith("get_job failed: NOT_FOUND: ");
                assertThat(talk.data("list_jobs", "{}").path("jobs")).isEmpty();
            }
        }
    }
}
