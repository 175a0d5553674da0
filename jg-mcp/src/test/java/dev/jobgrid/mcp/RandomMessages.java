package dev.jobgrid.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.mcp.tools.Toolbox;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws messages: most are requests for something, the others broken in every way. Single-threaded. */
final class RandomMessages {
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

    private final Random random;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    /**
     * A message.
     *
     * @param bytes what is sent, on one line
     * @param id of a request, by which it is answered
     * @param isMalformed whether it is no message at all, so that an error without an id is its answer
     */
    record Drawn(byte[] bytes, Optional<JsonNode> id, boolean isMalformed) {}

    Drawn next(int i) {
        return switch (random.nextInt(10)) {
            case 0 -> new Drawn(garbage(), Optional.empty(), true);
            case 1 -> new Drawn(bytes(other()), Optional.empty(), true);
            case 2 -> new Drawn(torn(), Optional.empty(), true);
            default -> request(i, random.nextInt(20) == 0);
        };
    }

    /** Bytes that are no JSON: they begin as none can. */
    private byte[] garbage() {
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
        JsonNode value = value(3);
        return value.isObject() ? JsonNodeFactory.instance.arrayNode().add(value) : value;
    }

    /** A request that was cut in its middle. */
    private byte[] torn() {
        byte[] whole = bytes(unnumbered());
        int end = 1 + random.nextInt(whole.length - 1);
        return Arrays.copyOf(whole, end);
    }

    private Drawn request(int i, boolean isNotification) {
        ObjectNode request = unnumbered();
        if (isNotification) {
            return new Drawn(bytes(request), Optional.empty(), false);
        }
        JsonNode id = random.nextBoolean()
                ? JsonNodeFactory.instance.numberNode(i)
                : JsonNodeFactory.instance.textNode("r" + i);
        request.set("id", id);
        return new Drawn(bytes(request), Optional.of(id), false);
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
