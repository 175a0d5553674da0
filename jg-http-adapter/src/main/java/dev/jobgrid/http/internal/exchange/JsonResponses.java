package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.spi.GridClock;
import dev.jobgrid.wire.WireJson;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;

/** Writes JSON responses. */
public final class JsonResponses {
    /** Smaller responses fit into one packet uncompressed. */
    private static final int WORTH_PACKING = 1400;

    private JsonResponses() {}

    /** Responds with a wire record. For HEAD the container omits the body. */
    public static void json(HttpServletResponse response, int status, Object record) throws IOException {
        byte[] body = WireJson.bytes(record);
        if (isPacked(response, body.length)) {
            BodyBlocks packed = new BodyBlocks();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(body);
            }
            body = packed.bytes();
        }
        head(response, status, body.length);
        response.getOutputStream().write(body);
    }

    /**
     * Responds with a wire record that may be large, without a thread while the client takes it: it is held once, encoded and
     * in blocks that are let go as they are sent.
     *
     * @param held hears how many bytes that is, and 0 when the response or its failure is over
     */
    public static void large(Context ctx, int status, Object record, GridClock clock, LongConsumer held)
            throws IOException {
        BodyBlocks body = new BodyBlocks();
        WireJson.write(body, record);
        if (isPacked(ctx.res(), body.size())) {
            BodyBlocks packed = new BodyBlocks();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                body.writeTo(out);
            }
            body = packed;
        }
        head(ctx.res(), status, body.size());
        held.accept(body.size());
        AsyncBody.send(ctx, body, body.size(), clock, () -> held.accept(0));
    }

    private static boolean isPacked(HttpServletResponse response, long size) {
        boolean isPacked = size >= WORTH_PACKING
                && AdapterResponse.of(response)
                        .filter(AdapterResponse::takesGzip)
                        .isPresent();
        if (isPacked) {
            response.setHeader("Content-Encoding", "gzip");
        }
        return isPacked;
    }

    private static void head(HttpServletResponse response, int status, long length) {
        AdapterResponse.of(response).ifPresent(AdapterResponse::closeConnectionIfUnread);
        response.addHeader("Vary", "Accept-Encoding");
        response.setStatus(status);
        response.setContentType("application/json");
        // Responses hold signed URLs and tokens, and change at any moment.
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLengthLong(length);
    }
}
