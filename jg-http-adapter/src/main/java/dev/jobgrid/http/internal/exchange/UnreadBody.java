package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.http.HttpAdapter;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Request bodies that a route has not read. */
final class UnreadBody {
    /** Larger bodies are not drained here. */
    private static final int MAX_DRAINED = 16 << 10;

    private UnreadBody() {}

    /**
     * Whether some of the body is still to be read. A container may close the connection then, so the response has to say
     * so: else the client's next request goes to a closed connection. Drains a small body that has arrived; never blocks.
     */
    static boolean isLeft(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        if (length == 0 || (length < 0 && request.getHeader("Transfer-Encoding") == null)) {
            return false;
        }
        if (request.getAttribute(HttpAdapter.DRAINED_BYTES) instanceof Long max && length <= max) {
            return false;
        }
        if (request.getHeader("Expect") != null) {
            return false; // to look would ask the client for its body; without that the container says so itself
        }
        try {
            ServletInputStream body = request.getInputStream();
            return !body.isFinished() && (length < 0 || length > MAX_DRAINED || drained(body, length) < length);
        } catch (IOException e) {
            return true;
        }
    }

    private static long drained(ServletInputStream body, long length) throws IOException {
        long drained = 0;
        while (drained < length && body.available() > 0) {
            drained += body.skip(body.available());
        }
        return drained;
    }
}
