package dev.jobgrid.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.mcp.tools.Toolbox;
import dev.jobgrid.testkit.GridFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes in, each request is answered once, and nothing but messages goes out. */
class AnyMessageTest {
    private static final int MESSAGES = 10_000;
    private static final long SEED = 20261124;
    private static final List<String> NAMES = List.of(
            "jobId",
            "artifactId",
            "limit",
            "cursor",
            "status",
            "reason",
            "filename",
            "content_type",
            "kind",
            "workload",
            "image",
            "command",
            "args",
            "env",
            "metadata",
            "model_size",
            "name",
            "arguments",
            "_meta",
            "progressToken",
            "protocolVersion",
            "capabilities",
            "clientInfo",
            "expected_artifacts",
            "input_files",
            "template",
            "\u0000",
            "");
    private static final List<String> METHODS = List.of(
            "initialize",
            "ping",
            "tools/list",
            "tools/call",
            "tools/call",
            "tools/call",
            "tools/call",
            "resources/list",
            "notifications/cancelled",
            "notifications/initialized",
            "completion/complete",
            "logging/setLevel",
            "",
            "x\ny");

    private final Random random = new Random(SEED);
    /** Of requests that must be answered, by id: how often they were asked. */
    private final Map<String, Integer> asked = new HashMap<>();

    private int malformed;

    @Test
    void everyRequestIsAnsweredOnceAndNothingElseIsSaid() throws Exception {
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        for (int i = 0; i < MESSAGES; i++) {
            in.writeBytes(message(i));
            in.write('\n');
        }
        String last = "{\"jsonrpc\":\"2.0\",\"id\":\"last\",\"method\":\"ping\"}";
        in.writeBytes(last.getBytes(StandardCharsets.UTF_8));
        asked.put("\"last\"", 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GridFixture fixture = GridFixture.open()) {
            McpAdapter.builder(fixture.grid())
                    .links(new TestLinks())
                    .build()
                    .serve(
                            new ByteArrayInputStream(in.toByteArray()),
                            out,
                            Caller.owner(WorkspaceId.DEFAULT),
                            URI.create("http://files.test"));
        }
        Map<String, Integer> answered = new HashMap<>();
        int nameless = 0;
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
            JsonNode message = Talk.JSON.readTree(line);
            assertThat(message.path("jsonrpc").asText()).as(line).isEqualTo("2.0");
            if (message.path("method").asText().equals("notifications/progress")) {
                continue;
            }
            assertThat(message.has("result") ^ message.has("error")).as(line).isTrue();
            assertThat(message.at("/error/code").asInt()).as(line).isNotEqualTo(-32603);
            assertThat(line).doesNotContain("INTERNAL_ERROR");
            if (message.path("id").isNull()) {
                nameless++;
            } else {
                answered.merge(message.path("id").toString(), 1, Integer::sum);
            }
        }
        assertThat(answered).isEqualTo(asked);
        assertThat(nameless).isEqualTo(malformed);
    }

    private byte[] message(int i) {
        return switch (random.nextInt(10)) {
            case 0 -> garbage();
            case 1 -> bytes(other());
            case 2 -> torn();
            default -> bytes(request(i, random.nextInt(20) == 0));
        };
    }

    /** Bytes that are no JSON: they begin as none can. */
    private byte[] garbage() {
        malformed++;
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                bytes[i] = 0;
            }
        }
        bytes[0] = '%';
        return bytes;
    }

    /** JSON that is no message. */
    private JsonNode other() {
        malformed++;
        JsonNode value = value(3);
        return value.isObject() ? JsonNodeFactory.instance.arrayNode().add(value) : value;
    }

    /** A request that was cut in its middle. */
    private byte[] torn() {
        malformed++;
        byte[] whole = bytes(unnumbered());
        int end = 1 + random.nextInt(whole.length - 1);
        return Arrays.copyOf(whole, end);
    }

    private ObjectNode request(int i, boolean isNotification) {
        ObjectNode request = unnumbered();
        if (!isNotification) {
            JsonNode id = random.nextBoolean()
                    ? JsonNodeFactory.instance.numberNode(i)
                    : JsonNodeFactory.instance.textNode("r" + i);
            request.set("id", id);
            asked.merge(id.toString(), 1, Integer::sum);
        }
        return request;
    }

    private ObjectNode unnumbered() {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        String method = METHODS.get(random.nextInt(METHODS.size()));
        request.put("method", method);
        if (method.equals("tools/call")) {
            ObjectNode params = request.putObject("params");
            params.put(
                    "name",
                    Toolbox.tools()
                            .get(random.nextInt(Toolbox.tools().size()))
                            .description()
                            .name());
            params.set("arguments", random.nextInt(8) == 0 ? value(2) : object(3));
            if (random.nextInt(4) == 0) {
                params.set("_meta", value(2));
            }
        } else if (!method.equals("notifications/cancelled") && random.nextBoolean()) {
            request.set("params", value(4));
        }
        return request;
    }

    private ObjectNode object(int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.set(NAMES.get(random.nextInt(NAMES.size())), value(depth - 1));
        }
        return object;
    }

    private JsonNode value(int depth) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> json.nullNode();
            case 1 -> json.booleanNode(random.nextBoolean());
            case 2 -> json.numberNode(random.nextLong());
            case 3 -> json.numberNode(random.nextGaussian() * 1e30);
            case 4 -> json.textNode(text());
            case 5 ->
                json.textNode(List.of("batch", "alpine", "nvidia/cuda:12", "input", "7", "failed")
                        .get(random.nextInt(6)));
            case 6 -> json.numberNode(random.nextInt(200) - 100);
            case 7 -> object(depth);
            default -> {
                ArrayNode array = json.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth - 1));
                }
                yield array;
            }
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            // Whole characters, control characters and half surrogate pairs among them.
            text.append((char) (random.nextInt(5) == 0 ? random.nextInt(0x10000) : ' ' + random.nextInt(95)));
        }
        return text.toString();
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
