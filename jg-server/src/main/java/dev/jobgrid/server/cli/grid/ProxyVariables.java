package dev.jobgrid.server.cli.grid;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The proxies that the variables HTTPS_PROXY and HTTP_PROXY name, but for the hosts in NO_PROXY: names with all below them,
 * addresses, each with a port or without, or '*'. This machine is reached directly. Immutable.
 */
final class ProxyVariables extends ProxySelector {
    private static final Pattern FORM = Pattern.compile("(?:http://)?([^/:@\\s]+|\\[[0-9a-fA-F:]+]):([0-9]{1,5})/?");
    private static final Pattern LOCAL = Pattern.compile("localhost|127\\.[0-9.]+|\\[?::1]?");

    private final Optional<Proxy> https;
    private final Optional<Proxy> http;
    private final List<String> direct;

    private ProxyVariables(Optional<Proxy> https, Optional<Proxy> http, List<String> direct) {
        this.https = https;
        this.http = http;
        this.direct = direct;
    }

    /**
     * Those of an environment, if it names any; names in capitals or not.
     *
     * @throws IllegalArgumentException if one is not the address of a proxy without a password
     */
    static Optional<ProxySelector> of(Map<String, String> environment) {
        Optional<Proxy> https = proxy("HTTPS_PROXY", environment);
        Optional<Proxy> http = proxy("HTTP_PROXY", environment);
        List<String> direct = Stream.of(
                        value("NO_PROXY", environment).orElse("").split(","))
                .map(host -> host.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
                .filter(host -> !host.isEmpty())
                .toList();
        return https.isEmpty() && http.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProxyVariables(https, http, direct));
    }

    private static Optional<String> value(String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT))))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private static Optional<Proxy> proxy(String name, Map<String, String> environment) {
        return value(name, environment).map(text -> {
            Matcher form = FORM.matcher(text);
            int port = form.matches() ? Integer.parseInt(form.group(2)) : 0;
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException(name + " is '" + ServerAddress.shown(text)
                        + "'; a proxy is like http://proxy.example.com:3128, without a user and password");
            }
            return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(form.group(1), port));
        });
    }

    @Override
    public List<Proxy> select(URI address) {
        boolean isTls = "https".equalsIgnoreCase(address.getScheme());
        Optional<Proxy> named = isTls ? https : http;
        String host = address.getHost().toLowerCase(Locale.ROOT);
        int port = address.getPort() < 0 ? (isTls ? 443 : 80) : address.getPort();
        boolean isDirect =
                LOCAL.matcher(host).matches() || direct.stream().anyMatch(entry -> covers(entry, host, port));
        return List.of(isDirect ? Proxy.NO_PROXY : named.orElse(Proxy.NO_PROXY));
    }

    private static boolean covers(String entry, String host, int port) {
        String name = entry.endsWith(":" + port) ? entry.substring(0, entry.lastIndexOf(':')) : entry;
        return name.equals("*") || host.equals(name) || host.endsWith("." + name);
    }

    /** The client says what failed. */
    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {}
}
