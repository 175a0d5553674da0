package dev.jobgrid.http;

import dev.jobgrid.wire.WireJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes whole answers. */
final class Answers {
    private Answers() {}

    /** Answers with a wire record. To a HEAD the container sends the same without the body. */
    static void json(HttpServletResponse response, int status, Object record) throws IOException {
        byte[] body = WireJson.bytes(record);
        response.setStatus(status);
        response.setContentType("application/json");
        // Answers hold signed URLs and tokens, and change from one moment to the next.
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
