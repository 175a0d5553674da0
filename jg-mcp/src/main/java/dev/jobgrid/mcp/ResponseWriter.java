package dev.jobgrid.mcp;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes a response: as JSON, or as an event stream once there is progress to send. Single-threaded. */
final class ResponseWriter {
    private static final byte[] EVENT = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private boolean streaming;

    ResponseWriter(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    void header(String name, String value) {
        response.setHeader(name, value);
    }

    boolean isStreaming() {
        return streaming;
    }

    /** Refuses a request before all of its body was read; if it has one, announces that the connection is closed. */
    void refuse(int status, String message) throws IOException {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            // Some containers close the connection over an unread body and do not say so: the next request would fail.
            header("Connection", "close");
        }
        json(status, McpServlet.error(message));
    }

    void accepted() {
        response.setStatus(202);
        response.setContentLength(0);
    }

    void json(int status, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        privately();
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Sends an event before the end. */
    void event(byte[] message) throws IOException {
        if (!streaming) {
            streaming = true;
            response.setStatus(200);
            response.setContentType("text/event-stream");
            // Proxies would buffer live events.
            response.setHeader("X-Accel-Buffering", "no");
            privately();
        }
        ServletOutputStream out = response.getOutputStream();
        out.write(EVENT);
        out.write(message);
        out.write(END);
        response.flushBuffer();
    }

    /** Ends the response. */
    void last(byte[] message) throws IOException {
        if (streaming) {
            event(message);
        } else {
            json(200, message);
        }
    }

    // Responses hold signed addresses and tokens.
    private void privately() {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }
}
