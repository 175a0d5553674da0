package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.wire.WireJson;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@SuppressWarnings("NullAway.Init") // the fields are set before the container runs
class AnyRequestTest {
    private static final List<String> NAMES = List.of(
            "id",
            "name",
            "image",
            "workload_type",
            "template",
            "command",
            "args",
            "environment",
            "input_files",
            "script_files",
            "script_file",
            "expected_artifacts",
            "callback",
            "callback_url",
            "callback_auth_token",
            "callback_metadata",
            "metadata",
            "timeout_seconds",
            "constraints",
            "resources",
            "routing",
            "gpu_type",
            "gpu_count",
            "model_size_gb",
            "batch_size",
            "precision",
            "optimize_for",
            "disk_gb",
            "preferred_gpu_family",
            "avoid_gpu_families",
            "region_preference",
            "region_mode",
            "max_price_per_hour",
            "reason",
            "filename",
            "content_type",
            "kind",
            "token",
            "size_bytes",
            "etag",
            "__proto__");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "1e-400",
            "123456789012345678901234567890",
            "0.1",
            "\"\"",
            "\" \"",
            "\"batch\"",
            "\"x\\u0000y\"",
            "\"\\ud800\"",
            "\"\uD83D\uDCA5\"",
            "\"../../etc\"",
            "\"" + "y".repeat(3000) + "\"",
            "[]",
            "[null]",
            "[[]]",
            "{}",
            "{\"\":{}}",
            "[\"a\",1]",
            "{\"gpu\":{\"gpu\":[]}}",
            "\"https://u:p@h/\"",
            "\"inp_1\"",
            "[{\"input_id\":7}]",
            "[\"a\",\"a\"]");

    private static GridServer server;
    private static String key;
    private static String job;
    private static String slot;

    @BeforeContainer
    static void start() throws Exception {
        server = GridServer.start();
        key = server.fullKey();
        job = server.finishedJob(key);
        slot = server.post("/v1/job-inputs", key, "{\"filename\":\"a\"}")
                .json()
                .at("/upload/input_id")
                .asText();
    }

    @AfterContainer
    static void stop() {
        server.close();
    }

    @Property(tries = 400, seed = "1")
    void anyBodyAtAllIsAnsweredInAPublishedShape(@ForAll long seed) {
        Random random = new Random(seed);
        List<String> paths = List.of(
                "/v1/jobs",
                "/v1/jobs/estimate",
                "/v1/jobs/" + job + "/cancel",
                "/v1/job-inputs",
                "/v1/job-inputs/" + slot + "/complete",
                "/v1/jobs/" + job + "/artifacts/a/download");
        String path = pick(random, paths);
        String body = body(random);

        Answer answer = server.send(server.request(path, key).POST(BodyPublishers.ofString(body)));

        assertThat(answer.status()).as("%s %s %s", path, body, answer.text()).isLessThan(500);
        boolean isError = answer.status() >= 400;
        assertThat(answer.json().has("error")).as("%s %s", path, body).isEqualTo(isError);
        if (path.equals("/v1/jobs/estimate") && parsesAsObject(body)) {
            assertThat(answer.status()).as(body).isEqualTo(200);
        }
    }

    @Property(tries = 200, seed = "1")
    void anyQueryAtAllIsAnsweredInAPublishedShape(@ForAll long seed) {
        Random random = new Random(seed);
        String path = pick(
                random,
                List.of(
                        "/v1/jobs",
                        "/v1/jobs/" + job + "/logs",
                        "/v1/jobs/" + job + "/events",
                        "/v1/job-inputs",
                        "/healthz"));
        StringBuilder query = new StringBuilder("?");
        for (int i = random.nextInt(4); i > 0; i--) {
            query.append(pick(random, List.of("limit", "cursor", "tail", "stream", "status", "x", "")))
                    .append(pick(random, List.of("=", "", "==")))
                    .append(URLEncoder.encode(value(random), StandardCharsets.UTF_8))
                    .append('&');
        }

        Answer answer = server.get(path + query, key);

        assertThat(answer.status()).as("%s%s %s", path, query, answer.text()).isIn(200, 400);
        assertThat(answer.json().has("error")).isEqualTo(answer.status() == 400);
    }

    private static boolean parsesAsObject(String body) {
        try {
            WireJson.object(body.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (JobGridException e) {
            return false;
        }
    }

    private static String body(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> value(random);
            case 1 -> GridServer.JOB.substring(random.nextInt(GridServer.JOB.length()));
            case 2, 3 -> fields(random);
            default -> mutated(random);
        };
    }

    /** A draft that would be taken, with a few fields put in its place. */
    private static String mutated(Random random) {
        ObjectNode draft = (ObjectNode) Answer.parse(GridServer.JOB);
        draft.setAll((ObjectNode) Answer.parse(fields(random)));
        return draft.toString();
    }

    private static String fields(Random random) {
        StringBuilder json = new StringBuilder("{\"x\":0");
        for (String name : NAMES) {
            if (random.nextInt(12) == 0) {
                json.append(",\"").append(name).append("\":").append(pick(random, VALUES));
            }
        }
        return json.append('}').toString();
    }

    private static String value(Random random) {
        return random.nextBoolean() ? pick(random, VALUES) : String.valueOf(random.nextInt(2000) - 500);
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
