package dev.jobgrid.client;

import java.net.ProxySelector;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a server is reached.
 *
 * @param tls what trusts its certificate; that of the JVM if absent
 * @param proxies the proxies on the way; those of the JVM's system properties if absent
 */
record ServerRoute(Optional<SSLContext> tls, Optional<ProxySelector> proxies) {
    static final ServerRoute USUAL = new ServerRoute(Optional.empty(), Optional.empty());
}
