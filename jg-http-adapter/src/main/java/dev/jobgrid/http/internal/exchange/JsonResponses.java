package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.wire.WireJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Writes JSON responses. */
public final class JsonResponses {
    /** Smaller responses fit into one packet uncompressed. */
    private static final int WORTH_PACKING = 1400;

    private JsonResponses() {}

    /** Responds with a wire record. For HEAD the container omits the body. */
    public static void json(HttpServletResponse response, int status, Object record) throws IOException {
        byte[] body = WireJson.bytes(record);
        Optional<AdapterResponse> adapted = AdapterResponse.of(response);
        adapted.ifPresent(AdapterResponse::closeConnectionIfUnread);
        if (body.length >= WORTH_PACKING
                && adapted.filter(AdapterResponse::takesGzip).isPresent()) {
            body = packed(body);
            response.setHeader("Content-Encoding", "gzip");
        }
        response.addHeader("Vary", "Accept-Encoding");
        response.setStatus(status);
        response.setContentType("application/json");
        // Responses hold signed URLs and tokens, and change at any moment.
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
