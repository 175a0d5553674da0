package dev.jobgrid.mcp;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a browser has to be told before a page of another origin may call, and read what it gets (CORS). For pages that may
 * call, and never with cookies, of which the servlet knows none.
 */
final class CrossOrigin {
    private static final String SECONDS = "600";

    private CrossOrigin() {}

    /** Tells it, if a page calls. */
    static void tell(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader("Vary", "Origin");
        @Nullable String origin = request.getHeader("Origin");
        if (origin != null) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", "WWW-Authenticate, Retry-After, Allow");
        }
    }

    /** Whether a browser only asks what the page may do. */
    static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    /** Answers that, without a token: browsers ask before they send one. */
    static void preflight(HttpServletResponse response, String methods) {
        response.setHeader("Access-Control-Allow-Methods", methods);
        response.setHeader(
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID");
        response.setHeader("Access-Control-Max-Age", SECONDS);
        response.setStatus(204);
    }
}
