package dev.jobgrid.mcp;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests of web pages of other origins, and of pages whose name resolves to this machine (DNS rebinding).
 * Immutable.
 *
 * @param http allowed hosts and origins
 */
record OriginFilter(McpSettings.Http http) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern PORT = Pattern.compile(":[0-9]{0,5}$");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    /** Why the request is refused, if it is. */
    Optional<String> objection(HttpServletRequest request) {
        String host = host(request);
        // A rebinding page sends its own name, never an address.
        if (!ADDRESS.matcher(host).matches() && !isNamed(host)) {
            return Optional.of("the Host header names none of the hosts that this server is known by");
        }
        @Nullable String origin = request.getHeader("Origin");
        if (origin == null || isWelcome(origin.toLowerCase(Locale.ROOT), request, host)) {
            return Optional.empty();
        }
        return Optional.of("the Origin header names a page that may not call this server");
    }

    private static String host(HttpServletRequest request) {
        @Nullable String header = request.getHeader("Host");
        String host = header == null ? request.getServerName() : header;
        return PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    }

    private boolean isNamed(String host) {
        return host.equals("localhost")
                || http.hosts().contains(host)
                || http.publicBaseUrl()
                        .map(url -> host.equalsIgnoreCase(url.getHost()))
                        .orElse(false);
    }

    private boolean isWelcome(String origin, HttpServletRequest request, String host) {
        if (http.origins().contains(origin)) {
            return true;
        }
        try {
            URI page = new URI(origin);
            String pageHost = String.valueOf(page.getHost());
            return LOOPBACK.matcher(pageHost).matches()
                            && LOOPBACK.matcher(host).matches()
                    || origin.equals(own(request));
        } catch (URISyntaxException | NumberFormatException e) {
            // The latter for a number in an IPv6 address that an int cannot hold.
            return false;
        }
    }

    /** Our own origin, as a browser would write it. */
    private String own(HttpServletRequest request) {
        return http.publicBaseUrl()
                .map(OriginFilter::origin)
                .orElseGet(() -> request.getScheme() + "://" + String.valueOf(request.getHeader("Host")))
                .toLowerCase(Locale.ROOT);
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }
}
