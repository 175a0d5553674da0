package dev.jobgrid.console.internal.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer, written once its status and headers are sent.
 *
 * @param status the HTTP status
 * @param headers beside those of every answer
 * @param body the body, if there is one
 * @param isCompressible whether it may be compressed: text that is made before it is sent
 */
public record PageAnswer(int status, Map<String, String> headers, Optional<Body> body, boolean isCompressible) {
    /** Writes a body. */
    @FunctionalInterface
    public interface Body {
        /** Writes all of it, and does not close the stream. */
        void write(OutputStream out) throws IOException;
    }

    /** A page of ours. */
    public static PageAnswer html(int status, String html) {
        return text(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    /** Text that is made already, of a media type. */
    public static PageAnswer text(int status, String type, byte[] bytes) {
        return new PageAnswer(status, Map.of("Content-Type", type), Optional.of(out -> out.write(bytes)), true);
    }

    /** Another page, to be read with GET; the address is relative to the request's. */
    public static PageAnswer see(String relative) {
        return new PageAnswer(303, Map.of("Location", relative), Optional.empty(), false);
    }

    /** No body. */
    public static PageAnswer empty(int status) {
        return new PageAnswer(status, Map.of(), Optional.empty(), false);
    }

    /** Bytes that stream to a file, and that no browser shows or runs. */
    public static PageAnswer file(String type, String disposition, Body body) {
        return new PageAnswer(
                200,
                Map.of(
                        "Content-Type",
                        type,
                        "Content-Disposition",
                        disposition,
                        "Content-Security-Policy",
                        "sandbox; default-src 'none'"),
                Optional.of(body),
                false);
    }

    /** The same with one header more, or another value for it. */
    public PageAnswer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new PageAnswer(status, Map.copyOf(more), body, isCompressible);
    }
}
