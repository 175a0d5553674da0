package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.wire.WireJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/** Writes whole answers. */
public final class JsonResponses {
    /** Less fits into one packet as it is. */
    private static final int WORTH_PACKING = 1400;

    private JsonResponses() {}

    /** Answers with a wire record. To a HEAD the container sends the same without the body. */
    public static void json(HttpServletResponse response, int status, Object record) throws IOException {
        byte[] body = WireJson.bytes(record);
        if (body.length >= WORTH_PACKING && AnswerResponse.takesGzip(response)) {
            body = packed(body);
            response.setHeader("Content-Encoding", "gzip");
        }
        response.addHeader("Vary", "Accept-Encoding");
        response.setStatus(status);
        response.setContentType("application/json");
        // Answers hold signed URLs and tokens, and change from one moment to the next.
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static byte[] packed(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body);
        }
        return bytes.toByteArray();
    }
}
