package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.JobGrid;
import dev.jobgrid.http.internal.exchange.JsonResponses;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;

/** Liveness for load balancers: 200 if the grid works, else 503. Needs no key and contains nothing else. */
record HealthHandler(JobGrid grid) {
    void health(Context ctx) throws IOException {
        boolean isHealthy = grid.isHealthy();
        JsonResponses.json(ctx.res(), isHealthy ? 200 : 503, Map.of("status", isHealthy ? "ok" : "unavailable"));
    }
}
