package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.http.HttpAdapter;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** What a route left of the body of its request. */
final class UnreadBody {
    /** As much as servers read before they hand a request on. */
    private static final int MAX_SKIPPED = 16 << 10;

    private UnreadBody() {}

    /**
     * Whether some of the body is still to come. A container closes the connection then, so the response has to say so:
     * else the client's next request goes to a connection that ends. Skips what has come of a small body; never blocks.
     */
    static boolean isLeft(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        if (length == 0 || (length < 0 && request.getHeader("Transfer-Encoding") == null)) {
            return false;
        }
        if (request.getAttribute(HttpAdapter.REST_TAKEN) instanceof Long most && length <= most) {
            return false;
        }
        if (request.getHeader("Expect") != null) {
            return false; // to look would ask the client for its body; without that the container says so itself
        }
        try {
            ServletInputStream body = request.getInputStream();
            return !body.isFinished() && (length < 0 || length > MAX_SKIPPED || skipped(body, length) < length);
        } catch (IOException e) {
            return true;
        }
    }

    private static long skipped(ServletInputStream body, long length) throws IOException {
        long skipped = 0;
        while (skipped < length && body.available() > 0) {
            skipped += body.skip(body.available());
        }
        return skipped;
    }
}
