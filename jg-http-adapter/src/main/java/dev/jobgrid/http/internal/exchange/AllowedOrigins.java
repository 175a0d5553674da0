package dev.jobgrid.http.internal.exchange;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Web pages of other hosts that may call the routes (CORS). None unless set, since keys do not belong in pages; never
 * with cookies, which the routes do not use.
 */
public record AllowedOrigins(Set<String> origins) {
    public static final AllowedOrigins NONE = new AllowedOrigins(Set.of());

    public AllowedOrigins {
        origins = Set.copyOf(origins);
        origins.forEach(AllowedOrigins::check);
    }

    private static void check(String origin) {
        URI url = URI.create(origin);
        boolean isOrigin = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && origin.equals(url.getScheme() + "://" + url.getRawAuthority())
                && url.getRawUserInfo() == null;
        if (!isOrigin) {
            throw new IllegalArgumentException("an allowed origin is http(s)://host[:port], not " + origin);
        }
    }

    /** Sets the headers of a response. */
    public Map<String, String> headers(HttpServletRequest request) {
        if (origins.isEmpty()) {
            return Map.of();
        }
        @Nullable String origin = request.getHeader("Origin");
        if (origin == null || !origins.contains(origin)) {
            return Map.of("Vary", "Origin");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Vary", "Origin");
        headers.put("Access-Control-Allow-Origin", origin);
        headers.put(
                "Access-Control-Expose-Headers",
                "X-Request-Id, Retry-After, Idempotent-Replayed, ETag, Content-Range, Allow");
        if (isPreflight(request)) {
            headers.put("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT");
            headers.put(
                    "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Range, X-Request-Id");
            headers.put("Access-Control-Max-Age", "600");
        }
        return headers;
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }
}
