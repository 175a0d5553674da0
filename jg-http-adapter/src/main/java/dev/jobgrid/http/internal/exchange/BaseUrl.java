package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.auth.IpAddress;
import dev.jobgrid.http.TrustedProxies;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The public URL of the routes, for absolute URLs in responses. Immutable. */
public final class BaseUrl {
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    private final Optional<String> published;
    private final TrustedProxies proxies;

    public BaseUrl(Optional<URI> published, TrustedProxies proxies) {
        this.published = published.map(BaseUrl::checked);
        this.proxies = proxies;
    }

    public TrustedProxies proxies() {
        return proxies;
    }

    private static String checked(URI url) {
        boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!isHttp
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "publicBaseUrl must be http(s)://host[:port][/path], without user, query or fragment, not " + url);
        }
        return url.toString().replaceAll("/+$", "");
    }

    /**
     * The URL above the request's path below the mount point, without a slash at its end.
     *
     * @throws HttpRefusal 400 if it would be built from an invalid host
     */
    public String of(Context ctx) {
        MountedRequest request = MountedRequest.of(ctx);
        return published.orElseGet(() -> scheme(request) + "://" + authority(request) + request.prefix());
    }

    /**
     * The address of a request: the client's, or the last one not vouched for by a trusted proxy. Without the brackets
     * that Jetty adds to an IPv6 address, and without its zone.
     */
    public String client(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        List<String> hops = proxies.trusts(address) ? values(request, "X-Forwarded-For") : List.of();
        for (int i = hops.size() - 1; i >= 0 && proxies.trusts(address); i--) {
            address = hops.get(i);
        }
        return plain(address);
    }

    private static String plain(String address) {
        return IpAddress.read(address).map(IpAddress::toString).orElse(address);
    }

    private String scheme(HttpServletRequest request) {
        String scheme = forwarded(request, "X-Forwarded-Proto").orElse(request.getScheme());
        return scheme.toLowerCase(Locale.ROOT).equals("https") ? "https" : "http";
    }

    private String authority(HttpServletRequest request) {
        String authority = forwarded(request, "X-Forwarded-Host").orElseGet(() -> own(request));
        if (!isAuthority(authority)) {
            throw HttpRefusal.invalid(400, "the Host header must be a host's name or address, with or without a port");
        }
        return authority;
    }

    /** In brackets only what is an address makes a URL. */
    private static boolean isAuthority(String text) {
        return AUTHORITY.matcher(text).matches()
                && (!text.startsWith("[")
                        || IpAddress.read(text.substring(0, text.indexOf(']') + 1))
                                .isPresent());
    }

    private static String own(HttpServletRequest request) {
        String name = request.getServerName();
        String host = name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
        int usual = request.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return request.getServerPort() == usual ? host : host + ":" + request.getServerPort();
    }

    /** The last value: written by the nearest proxy, whatever it received. */
    private Optional<String> forwarded(HttpServletRequest request, String header) {
        List<String> values = proxies.trusts(request.getRemoteAddr()) ? values(request, header) : List.of();
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** The values of all lines of a header, in order: a proxy may extend a line, or add its own. */
    private static List<String> values(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header)).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .toList();
    }
}
