package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.http.HttpAdapter;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document of these routes, and a page that shows it. Both are in the jar, without external resources. */
final class DocumentHandler {
    private final byte[] document = resource("openapi.json");
    private final byte[] page = resource("docs.html");

    void document(Context ctx) throws IOException {
        send(ctx.res(), "application/json", document);
    }

    void page(Context ctx) throws IOException {
        ctx.res()
                .setHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline';"
                                + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        send(ctx.res(), "text/html; charset=utf-8", page);
    }

    private static void send(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setStatus(200);
        response.setContentType(type);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "max-age=300");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static byte[] resource(String name) {
        try (@Nullable InputStream in = HttpAdapter.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
