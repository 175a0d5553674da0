package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.Operations;
import dev.jobgrid.http.internal.exchange.JsonResponses;
import dev.jobgrid.monitor.HealthCheck;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Readiness: 200 if the grid accepts work, else 503 with the problems. Warnings, such as a nearly full disk, are
 * reported with 200 as degraded. Needs no key. Thread-safe.
 */
final class ReadyHandler {
    private final Operations operations;
    private final List<Supplier<HealthCheck>> more = new CopyOnWriteArrayList<>();

    ReadyHandler(Operations operations) {
        this.operations = operations;
    }

    /** Shows this check too. */
    void add(Supplier<HealthCheck> check) {
        more.add(check);
    }

    void ready(Context ctx) throws IOException {
        List<HealthCheck> checks = new ArrayList<>(operations.health());
        more.forEach(check -> checks.add(check.get()));
        boolean isReady = checks.stream().allMatch(HealthCheck::healthy);
        boolean isDegraded = checks.stream().anyMatch(HealthCheck::isDegraded);
        JsonResponses.json(
                ctx.res(),
                isReady ? 200 : 503,
                Map.of(
                        "status",
                        !isReady ? "unavailable" : isDegraded ? "degraded" : "ready",
                        "checks",
                        checks.stream().map(ReadyHandler::json).toList()));
    }

    private static Map<String, String> json(HealthCheck check) {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("name", check.name());
        json.put("status", !check.healthy() ? "failed" : check.isDegraded() ? "degraded" : "ok");
        if (!check.detail().isEmpty()) {
            json.put("detail", check.detail());
        }
        return json;
    }
}
