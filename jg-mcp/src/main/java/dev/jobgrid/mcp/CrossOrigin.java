package dev.jobgrid.mcp;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * CORS headers for pages of other origins that may call the servlet. Never with cookies, which the servlet does not
 * use.
 */
final class CrossOrigin {
    private static final String SECONDS = "600";

    private CrossOrigin() {}

    /** Sets the headers, if a page calls. */
    static void setHeaders(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader("Vary", "Origin");
        @Nullable String origin = request.getHeader("Origin");
        if (origin != null) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", "WWW-Authenticate, Retry-After, Allow");
        }
    }

    /** Whether the request is a preflight. */
    static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    /** Responds to a preflight, without a token: browsers do not send one. */
    static void preflight(HttpServletResponse response, String methods) {
        response.setHeader("Access-Control-Allow-Methods", methods);
        response.setHeader(
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID");
        response.setHeader("Access-Control-Max-Age", SECONDS);
        response.setStatus(204);
    }
}
