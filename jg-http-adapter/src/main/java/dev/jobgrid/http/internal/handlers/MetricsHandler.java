package dev.jobgrid.http.internal.handlers;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Gives the embedder's metrics as text. Asks for no key: they tell how much goes on, and of nobody. */
record MetricsHandler(Supplier<String> text) {
    void metrics(Context ctx) throws IOException {
        byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
        ctx.res().setStatus(200);
        ctx.res().setContentType("text/plain; version=0.0.4; charset=utf-8");
        ctx.res().setContentLength(body.length);
        ctx.res().getOutputStream().write(body);
    }
}
