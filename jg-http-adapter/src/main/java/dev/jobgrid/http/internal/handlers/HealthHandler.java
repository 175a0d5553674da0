package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.JobGrid;
import dev.jobgrid.http.internal.exchange.JsonResponses;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;

/** Tells a load balancer whether the grid can do its work: 200, else 503. Asks for no key and tells nothing else. */
record HealthHandler(JobGrid grid) {
    void health(Context ctx) throws IOException {
        boolean isHealthy = grid.isHealthy();
        JsonResponses.json(ctx.res(), isHealthy ? 200 : 503, Map.of("status", isHealthy ? "ok" : "unavailable"));
    }
}
