package dev.jobgrid.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/** Objects whose names are mostly those of requests, with values that are mostly wrong. */
final class RandomJson {
    static final List<String> NAMES = List.of(
            "id",
            "name",
            "image",
            "workload_type",
            "template_slug",
            "template",
            "command",
            "args",
            "environment",
            "input_files",
            "script_files",
            "script_file",
            "input_id",
            "expected_artifacts",
            "callback",
            "url",
            "auth_token",
            "metadata",
            "callback_url",
            "callback_auth_token",
            "callback_metadata",
            "webhook_url",
            "timeout_seconds",
            "constraints",
            "resources",
            "routing",
            "gpu",
            "model_size_gb",
            "batch_size",
            "precision",
            "optimize_for",
            "disk_gb",
            "gpu_type",
            "gpu_vendor",
            "gpu_count",
            "gpu_class",
            "preferred_gpu_family",
            "avoid_gpu_families",
            "region_preference",
            "region_mode",
            "priority",
            "latency_priority",
            "cost_priority",
            "max_price_per_hour",
            "reason",
            "filename",
            "content_type",
            "kind",
            "token",
            "size_bytes",
            "etag");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "batch",
            "fp16",
            "strict",
            "inp_1",
            "https://a.example/cb",
            "python 'x",
            "../x",
            "\ud800",
            "a\0b",
            "\uD83D\uDCA5",
            "x".repeat(200),
            "fine_tuning",
            "\u2028",
            "\"\\");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Random random;
    /** Also values that no JSON text can spell, but a tree made by code can hold. */
    private final boolean foreign;

    RandomJson(Random random, boolean foreign) {
        this.random = random;
        this.foreign = foreign;
    }

    ObjectNode object(int depth) {
        ObjectNode node = NODES.objectNode();
        for (int i = random.nextInt(8); i > 0; i--) {
            node.set(name(), value(depth));
        }
        return node;
    }

    private String name() {
        return random.nextInt(10) > 0 ? NAMES.get(random.nextInt(NAMES.size())) : text();
    }

    private String text() {
        if (random.nextBoolean()) {
            return TEXTS.get(random.nextInt(TEXTS.size()));
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
        }
        return text.toString();
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth == 0 ? 7 : 11)) {
            case 0, 1 -> NODES.textNode(text());
            case 2 -> NODES.numberNode(random.nextInt(300) - 2);
            case 3 -> NODES.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300));
            case 4 -> NODES.numberNode(new BigInteger(random.nextInt(300), random));
            case 5 -> NODES.booleanNode(random.nextBoolean());
            case 6 -> foreign ? foreign() : NODES.nullNode();
            case 7, 8 -> array(depth - 1);
            default -> object(depth - 1);
        };
    }

    private ArrayNode array(int depth) {
        ArrayNode node = NODES.arrayNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            node.add(value(depth));
        }
        return node;
    }

    private JsonNode foreign() {
        return switch (random.nextInt(5)) {
            case 0 -> NODES.numberNode(Double.NaN);
            case 1 -> NODES.numberNode(Double.NEGATIVE_INFINITY);
            case 2 -> NODES.binaryNode(new byte[] {1});
            case 3 -> NODES.pojoNode(new Object());
            default -> NODES.missingNode();
        };
    }
}
