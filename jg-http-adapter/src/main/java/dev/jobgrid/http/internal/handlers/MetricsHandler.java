package dev.jobgrid.http.internal.handlers;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The embedder's metrics as text. Needs no key: they contain no data of workspaces. */
record MetricsHandler(Supplier<String> text) {
    void metrics(Context ctx) throws IOException {
        byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
        ctx.res().setStatus(200);
        ctx.res().setContentType("text/plain; version=0.0.4; charset=utf-8");
        ctx.res().setContentLength(body.length);
        ctx.res().getOutputStream().write(body);
    }
}
