package dev.jobgrid.mcp;

import dev.jobgrid.auth.IpAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * The URL that a client used.
 *
 * @param base the URL above the HTTP routes, without a slash at its end
 * @param path the servlet's path below it
 */
record PublicUrl(String base, String path) {
    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    static PublicUrl of(McpSettings.Http http, HttpServletRequest request) {
        String base = http.publicBaseUrl()
                .map(url -> url.toString().replaceAll("/+$", ""))
                .orElseGet(() -> request.getScheme() + "://" + authority(request) + request.getContextPath());
        return new PublicUrl(base, http.path());
    }

    // The gatekeeper has looked at the name; what is left is that it is written as one.
    private static String authority(HttpServletRequest request) {
        String authority = String.valueOf(request.getHeader("Host"));
        return isAuthority(authority) ? authority : request.getLocalName() + ":" + request.getLocalPort();
    }

    /** In brackets only what is an address makes a URL. */
    private static boolean isAuthority(String text) {
        return AUTHORITY.matcher(text).matches()
                && (!text.startsWith("[")
                        || IpAddress.read(text.substring(0, text.indexOf(']') + 1))
                                .isPresent());
    }

    /** The resource of tokens (RFC 8707). */
    String resource() {
        return base + path;
    }

    /** The URL of the servlet's metadata: between the host and the path (RFC 9728, section 3.1). */
    String metadata() {
        URI url = URI.create(resource());
        return url.getScheme() + "://" + url.getRawAuthority() + WELL_KNOWN + url.getRawPath();
    }
}
