package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.http.internal.handlers.Routes;
import dev.jobgrid.http.internal.handlers.RoutesTest;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.wire.request.JobRequestJson;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The OpenAPI document, the routes and the wire records say the same. */
final class DocumentTest {
    private static final Document DOCUMENT = new Document();
    private static GridServer server;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start();
        key = server.fullKey();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itNamesEveryRouteAndNoOther() {
        List<String> named = new ArrayList<>();
        DOCUMENT.root()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> named.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(new Routes(server.grid(), RoutesTest.settings())
                        .table().stream()
                                .map(route -> route.method().name() + " " + route.path())
                                .toList());
    }

    @Test
    void itsErrorCodesAreTheErrorCodes() {
        List<String> codes = new ArrayList<>();
        DOCUMENT.schema("ErrorCode").get("enum").forEach(code -> codes.add(code.asText()));

        assertThat(codes)
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    }

    @Test
    void itsTypesAreTheWireRecords() throws Exception {
        Map<String, String> records = new TreeMap<>(Map.of(
                "StatusJson", "JobStatusResponse",
                "CompiledEstimateJson", "Estimate",
                "SubmitJson", "SubmitResponse",
                "JobListJson", "JobList",
                "EventsJson", "JobEvents",
                "LogsJson", "LogPage",
                "RuntimeJson", "Runtime",
                "ArtifactsJson", "ArtifactList",
                "DownloadJson", "Download",
                "CancelJson", "CancelResponse"));
        records.putAll(Map.of(
                "UploadSlotJson", "UploadSlot",
                "UploadCompletedJson", "CompletedInput",
                "InputsJson", "InputList",
                "ErrorJson", "Error",
                "BatchJson", "BatchResponse",
                "TemplatesJson", "TemplateList",
                "BalanceJson", "CreditBalance",
                "CreditHistoryJson", "CreditHistory",
                "CallbackJson", "Callback",
                "IntrospectionJson", "Introspection"));
        records.putAll(Map.of("QueueJson", "Queue", "NodesJson", "NodeList", "WhoamiJson", "Caller"));
        records.putAll(Map.of("LaunchPlanJson", "LaunchPlan"));
        for (Map.Entry<String, String> entry : records.entrySet()) {
            same(
                    Class.forName("dev.jobgrid.wire.response." + entry.getKey()),
                    DOCUMENT.schema(entry.getValue()),
                    entry.getKey());
        }
    }

    private static void same(Class<?> record, JsonNode schema, String at) throws Exception {
        Map<String, Type> fields = new TreeMap<>();
        collect(record, fields);
        JsonNode properties = DOCUMENT.resolve(schema).path("properties");
        TreeSet<String> named = new TreeSet<>();
        properties.fieldNames().forEachRemaining(named::add);
        assertThat(named).as(at).isEqualTo(fields.keySet());
        for (Map.Entry<String, Type> field : fields.entrySet()) {
            JsonNode property = DOCUMENT.resolve(properties.get(field.getKey()));
            String below = at + "." + field.getKey();
            if (field.getValue() instanceof Class<?> type && type.isRecord()) {
                same(type, property, below);
            } else if (field.getValue() instanceof ParameterizedType list
                    && list.getRawType() == List.class
                    && list.getActualTypeArguments()[0] instanceof Class<?> item
                    && item.isRecord()) {
                same(item, property.get("items"), below);
            }
        }
    }

    private static void collect(Class<?> record, Map<String, Type> into) {
        for (RecordComponent part : record.getRecordComponents()) {
            boolean flat = Arrays.stream(part.getAccessor().getAnnotations())
                    .anyMatch(a -> a.annotationType().getSimpleName().equals("JsonUnwrapped"));
            if (flat) {
                collect(part.getType(), into);
            } else {
                String name = part.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
                into.put(name, part.getGenericType());
            }
        }
    }

    @Test
    void everyFieldOfADraftThatItNamesIsRead() {
        ObjectNode draft = sample(DOCUMENT.schema("JobDraft"));

        assertThat(JobRequestJson.read(draft).warnings()).isEmpty();
    }

    private static ObjectNode sample(JsonNode schema) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        schema.path("properties").properties().forEach(entry -> object.set(entry.getKey(), value(entry.getValue())));
        return object;
    }

    private static JsonNode value(JsonNode given) {
        JsonNode schema = DOCUMENT.resolve(given);
        if (schema.has("oneOf")) {
            return value(schema.get("oneOf").get(0));
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(0);
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        JsonNode types = schema.path("type");
        return switch (types.isArray() ? types.get(0).asText() : types.asText()) {
            case "object" -> sample(schema);
            case "array" -> nodes.arrayNode().add(value(schema.get("items")));
            case "integer" -> nodes.numberNode(1);
            case "number" -> nodes.numberNode(1.5);
            case "boolean" -> nodes.booleanNode(true);
            default -> nodes.textNode("x");
        };
    }

    private static JsonNode conforms(String method, String path, Answer answer) {
        JsonNode schema = DOCUMENT.answer(method, path, answer.status());
        assertThat(schema.isMissingNode())
                .as(method + " " + path + " " + answer.status() + " is in the document")
                .isFalse();
        assertThat(DOCUMENT.breaches(schema, answer.json()))
                .as(method + " " + path + ": " + answer.text())
                .isEmpty();
        return answer.json();
    }

    @Test
    void everyAnswerIsAsItSays() throws Exception {
        conforms("post", "/v1/jobs/estimate", server.post("/v1/jobs/estimate", key, GridServer.JOB));
        conforms("post", "/v1/jobs/estimate", server.post("/v1/jobs/estimate", key, "{\"gpu_type\":\"H100\"}"));
        conforms("post", "/v1/jobs", server.post("/v1/jobs", key, "{}"));
        conforms("post", "/v1/jobs", server.post("/v1/jobs", key, GridServer.JOB));
        conforms("post", "/v1/jobs/batch", server.post("/v1/jobs/batch", key, "{\"jobs\":[" + GridServer.JOB + "]}"));
        String job = server.finishedJob(key);
        String path = "/v1/jobs/" + job;
        conforms("get", "/v1/jobs", server.get("/v1/jobs", key));
        conforms("get", "/v1/jobs/{job_id}", server.get(path, key));
        conforms("get", "/v1/jobs/{job_id}", server.get("/v1/jobs/nobody", key));
        conforms("get", "/v1/jobs/{job_id}", server.get(path, ""));
        conforms("get", "/v1/jobs/{job_id}/events", server.get(path + "/events", key));
        conforms("get", "/v1/jobs/{job_id}/logs", server.get(path + "/logs", key));
        conforms("get", "/v1/jobs/{job_id}/runtime", server.get(path + "/runtime", key));
        JsonNode artifacts = conforms("get", "/v1/jobs/{job_id}/artifacts", server.get(path + "/artifacts", key));
        String artifact = artifacts.get("artifacts").get(0).get("artifact_id").asText();
        conforms(
                "post",
                "/v1/jobs/{job_id}/artifacts/{artifact_id}/download",
                server.post(path + "/artifacts/" + artifact + "/download", key, ""));
        conforms("post", "/v1/jobs/{job_id}/cancel", server.post(path + "/cancel", key, ""));
        conforms("post", "/v1/jobs/{job_id}/rerun", server.post(path + "/rerun", key, ""));
        conforms("post", "/v1/jobs/{job_id}/rerun", server.post(path + "/rerun", key, "{\"gpu_cuont\":2}"));
        conforms("get", "/v1/queue", server.get("/v1/queue", key));
        conforms("get", "/v1/nodes", server.get("/v1/nodes", key));
        conforms("get", "/v1/whoami", server.get("/v1/whoami", key));
        conforms("get", "/v1/mcp/jobs/{job_id}", server.get("/v1/mcp/jobs/" + job, key));
        conforms("get", "/v1/mcp/jobs", server.get("/v1/mcp/jobs", key));
        conforms("get", "/healthz", server.get("/healthz", ""));
    }

    @Test
    void everyAnswerAboutLaunchPlansIsAsItSays() throws Exception {
        String plans = "/v1/launch-plans";
        String one = plans + "/{launch_plan_id}";
        String estimate = GridServer.JOB.replaceFirst("\\{", "{\"compile\":true,\"hold_seconds\":60,");
        JsonNode compiled = conforms("post", "/v1/jobs/estimate", server.post("/v1/jobs/estimate", key, estimate));
        String id = compiled.at("/launch_plan/launch_plan_id").asText();
        JsonNode status = conforms("get", "/v1/jobs/{job_id}", server.get("/v1/jobs/" + id, key));
        assertThat(status.at("/status").asText()).isEqualTo("assigned");
        assertThat(status.at("/launch_plan")).isEqualTo(compiled.get("launch_plan"));
        JsonNode listed = conforms("get", plans, server.get(plans, key));
        assertThat(listed.get("launch_plans")).contains(compiled.get("launch_plan"));
        conforms("get", one, server.get(plans + "/" + id, key));
        conforms("get", one, server.get(plans + "/nobody", key));

        String go = "{\"launch_plan_id\":\"" + id + "\"}";
        conforms("post", "/v1/jobs", server.post("/v1/jobs", key, go).is(202));
        Answer again = server.post("/v1/jobs", key, go).is(202);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        conforms("delete", one, server.delete(plans + "/" + id, key).isError(409, "CONFLICT"));

        String extra = GridServer.JOB.replaceFirst("\\{", "{\"hold_second\":60,\"id\":\"made\",");
        JsonNode made = conforms("post", plans, server.post(plans, key, extra).is(201));
        assertThat(made.get("warnings").toString()).contains("'hold_second' is not a field of this request");
        assertThat(server.post(plans, key, extra).is(201).header("Idempotent-Replayed"))
                .isEqualTo("true");
        String second = made.get("launch_plan_id").asText();
        JsonNode released =
                conforms("delete", one, server.delete(plans + "/" + second, key).is(200));
        assertThat(released.get("state").asText()).isEqualTo("released");
        conforms("delete", one, server.delete(plans + "/" + second, key).is(200));
        conforms(
                "post",
                "/v1/jobs",
                server.post("/v1/jobs", key, go.replace(id, second)).isError(409, "LAUNCH_PLAN_ENDED"));
    }

    @Test
    void anEstimateSaysWhyItIsNoLaunchPlan() throws Exception {
        JsonNode refused = conforms(
                "post",
                "/v1/jobs/estimate",
                server.post("/v1/jobs/estimate", key, "{\"compile\":true,\"gpu_type\":\"H100\"}")
                        .is(200));
        assertThat(refused.get("can_submit").asBoolean()).isFalse();
        assertThat(refused.has("launch_plan")).isFalse();
        assertThat(refused.at("/launch_plan_refusal/code").asText()).isEqualTo("INVALID_REQUEST");

        String brief = GridServer.JOB.replaceFirst("\\{", "{\"compile\":true,\"hold_seconds\":5,");
        JsonNode shortHold =
                server.post("/v1/jobs/estimate", key, brief).is(200).json();
        assertThat(shortHold.at("/launch_plan_refusal/message").asText())
                .isEqualTo("hold_seconds is 5; 10 to 900 are allowed");
        String odd = GridServer.JOB.replaceFirst("\\{", "{\"hold_seconds\":\"long\",");
        server.post("/v1/launch-plans", key, odd).isError(400, "INVALID_REQUEST");
        server.post("/v1/launch-plans", key, odd.replace("\"long\"", "5")).isError(400, "INVALID_REQUEST");
        assertThat(server.post("/v1/launch-plans", key, odd.replace("\"long\"", "10.5"))
                        .isError(400, "INVALID_REQUEST")
                        .text())
                .contains("hold_seconds is 10.5, and must be a whole number from 10 to 900");
        // Only where a plan is asked for are these fields of the request.
        assertThat(server.post("/v1/jobs/estimate", key, odd)
                        .is(200)
                        .json()
                        .get("warnings")
                        .toString())
                .contains("'hold_seconds' is not a field of this request");

        String estimating = server.key(Scope.JOBS_ESTIMATE);
        server.post("/v1/jobs/estimate", estimating, brief.replace("5", "60")).isError(403, "FORBIDDEN");
        assertThat(server.get("/v1/launch-plans", key).json().get("launch_plans"))
                .isEmpty();
    }

    @Test
    void everyAnswerAboutTemplatesIsAsItSays() {
        JobSpec draft = JobSpec.draft()
                .image("acme/transcribe:3-cuda12")
                .workloadType(WorkloadType.BATCH)
                .command("python", "transcribe.py")
                .gpu(GpuRequest.builder().type("L4").build())
                .route(RoutePreferences.builder()
                        .maxPricePerHour(Usd.ofDollars(1.5))
                        .build())
                .build();
        server.grid().templates().put(new JobTemplate("transcribe", draft));

        conforms("get", "/v1/templates", server.get("/v1/templates", key));
        JsonNode one = conforms("get", "/v1/templates/{slug}", server.get("/v1/templates/transcribe", key));
        conforms("get", "/v1/templates/{slug}", server.get("/v1/templates/nothing", key));

        assertThat(one.at("/draft/image").asText()).isEqualTo("acme/transcribe:3-cuda12");
        assertThat(JobRequestJson.read(one.get("draft")).spec()).isEqualTo(draft);
    }

    @Test
    void aSubmitThatNamesATemplateTakesFromItWhatItLeavesOut() throws Exception {
        JobSpec draft = JobSpec.draft()
                .name("from the template")
                .image("acme/transcribe:3-cuda12")
                .workloadType(WorkloadType.BATCH)
                .build();
        server.grid().templates().put(new JobTemplate("whole", draft));

        for (String field : List.of("template_slug", "template")) {
            String id = server.post("/v1/jobs", key, "{\"" + field + "\":\"whole\"}")
                    .is(202)
                    .json()
                    .get("job_id")
                    .asText();
            JsonNode status = server.get("/v1/jobs/" + id, key).json();
            assertThat(status.get("name").asText()).isEqualTo("from the template");
            assertThat(status.get("image").asText()).isEqualTo("acme/transcribe:3-cuda12");
        }
        Answer unknown = server.post("/v1/jobs", key, "{\"template\":\"no such\"}");
        assertThat(unknown.isError(400, "INVALID_REQUEST").message()).contains("no such", "whole");
        Answer mcp = server.post("/v1/mcp/jobs", key, "{\"template\":\"no such\"}");
        assertThat(mcp.text()).contains("INVALID_REQUEST", "whole");
        assertThat(server.post("/v1/mcp/jobs", key, "{\"template\":\"whole\"}")
                        .is(202)
                        .text())
                .contains("job_id");
    }

    @Test
    void everyAnswerAboutCreditsIsAsItSays() throws Exception {
        conforms("get", "/v1/billing/balance", server.get("/v1/billing/balance", key));
        conforms("get", "/v1/billing/history", server.get("/v1/billing/history", key));
        try (GridServer paying = GridServer.paying()) {
            String own = paying.fullKey();
            conforms("post", "/v1/jobs", paying.post("/v1/jobs", own, GridServer.JOB));
            paying.grid().credits().topUp(Usd.ofDollars(20), "invoice 17");
            String job = paying.finishedJob(own);
            conforms("get", "/v1/billing/balance", paying.get("/v1/billing/balance", own));
            JsonNode history = conforms("get", "/v1/billing/history", paying.get("/v1/billing/history", own));
            assertThat(history.get("movements")).hasSize(3);

            JsonNode status = conforms("get", "/v1/jobs/{job_id}", paying.get("/v1/jobs/" + job, own));
            JsonNode charged = history.at("/movements/0/entries/2");
            assertThat(charged.get("account").asText()).isEqualTo("revenue");
            assertThat(status.at("/actual_cost_usd")).isEqualTo(charged.get("amount_usd"));
            assertThat(status.at("/billing/final_cost_usd")).isEqualTo(charged.get("amount_usd"));
            assertThat(status.at("/billing/status").asText()).isEqualTo("charged");
        }
    }

    @Test
    void everyAnswerAboutInputsIsAsItSays() {
        JsonNode upload = conforms(
                        "post", "/v1/job-inputs", server.post("/v1/job-inputs", key, "{\"filename\":\"a.txt\"}"))
                .get("upload");
        server.put(upload.get("upload_url").asText(), new byte[3]).is(200);
        conforms("get", "/v1/job-inputs", server.get("/v1/job-inputs", key));
        conforms(
                "post",
                "/v1/job-inputs/{input_id}/complete",
                server.post(
                        "/v1/job-inputs/" + upload.get("input_id").asText() + "/complete",
                        key,
                        "{\"token\":\"" + upload.get("token").asText() + "\"}"));
        conforms("get", "/v1/job-inputs", server.get("/v1/job-inputs", key));
        conforms(
                "put",
                "/v1/blobs/inputs/{workspace}/{input_id}",
                server.put(upload.get("upload_url").asText(), new byte[1]));
    }

    @Test
    void itIsServedToAnyone() throws Exception {
        Answer answer = server.get("/openapi.json", "").is(200);

        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json()).isEqualTo(DOCUMENT.root());
    }

    @Test
    void itsPageNeedsNoOtherHost() throws Exception {
        Answer page = server.get("/docs", "").is(200);

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; connect-src 'self';");
        assertThat(page.text()).contains("openapi.json").doesNotContain("http:", "https:", "src=");
    }

    @Test
    void itsExamplesAreAsItSays() throws Exception {
        List<String> wrong = new ArrayList<>();
        DOCUMENT.root()
                .findParents("example")
                .forEach(media -> wrong.addAll(DOCUMENT.breaches(media.get("schema"), media.get("example"))));

        assertThat(wrong).isEmpty();
    }
}
