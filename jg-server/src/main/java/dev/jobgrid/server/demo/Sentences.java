package dev.jobgrid.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The API's answers as a person reads them. */
final class Sentences {
    private Sentences() {}

    static String estimate(JsonNode estimate) {
        if (!estimate.path("available").asBoolean()) {
            return "not available: " + estimate.path("unavailable_reason").asText();
        }
        return String.format(
                Locale.ROOT,
                "%s at %s an hour: %s to %s, starts in %d to %d s",
                estimate.path("likely_gpu_type").asText(),
                usd(estimate.path("estimated_hourly_rate_usd")),
                usd(estimate.path("estimated_cost_min_usd")),
                usd(estimate.path("estimated_cost_max_usd")),
                estimate.path("estimated_queue_wait_min_sec").asLong(),
                estimate.path("estimated_queue_wait_max_sec").asLong());
    }

    static String receipt(JsonNode receipt) {
        return "%s is %s. %s"
                .formatted(
                        receipt.path("job_id").asText(),
                        receipt.path("status").asText(),
                        receipt.path("route_reason").asText());
    }

    static Map<String, String> summary(JsonNode status, JsonNode runtime) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("job", status.path("job_id").asText() + ", " + outcome(status, runtime));
        lines.put("ran on", place(status));
        lines.put("waited", between(status, "queued_at", "started_at"));
        lines.put("ran", between(status, "started_at", "finished_at"));
        lines.put("cost", usd(status.path("actual_cost_usd")));
        return lines;
    }

    private static String outcome(JsonNode status, JsonNode runtime) {
        String exit = runtime.path("exit_code").isNumber()
                ? ", exit code " + runtime.path("exit_code").asInt()
                : "";
        String why = status.path("status_reason").asText("");
        return status.path("status").asText() + exit + (why.isEmpty() ? "" : ": " + why);
    }

    private static String place(JsonNode status) {
        JsonNode gpu = status.path("gpu");
        return "%s, %d x %s"
                .formatted(
                        status.path("assigned_node_id").asText("no node"),
                        gpu.path("count").asInt(),
                        gpu.path("name").asText("no GPU"));
    }

    private static String between(JsonNode status, String from, String to) {
        if (!status.hasNonNull(from) || !status.hasNonNull(to)) {
            return "not known";
        }
        Duration time = Duration.between(
                Instant.parse(status.path(from).asText()),
                Instant.parse(status.path(to).asText()));
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }

    private static String usd(JsonNode amount) {
        return amount.isNumber() ? String.format(Locale.ROOT, "%.4f USD", amount.asDouble()) : "not known";
    }

    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
