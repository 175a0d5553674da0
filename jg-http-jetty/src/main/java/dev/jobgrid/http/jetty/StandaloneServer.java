package dev.jobgrid.http.jetty;

import dev.jobgrid.http.HttpAdapter;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/**
 * A running server, on Jetty, for services without a servlet container of their own.
 *
 * <pre>{@code
 * try (StandaloneServer server = StandaloneServer.start(HttpAdapter.builder(grid).build(), "127.0.0.1", 8080)) {
 *     System.out.println("listening on " + server.url());
 * }
 * }</pre>
 *
 * <p>Thread-safe; its threads are daemons. Closing it leaves the grid open.
 */
public final class StandaloneServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StandaloneServer.class.getName());

    private final Server server;
    private final String scheme;
    private final String host;
    private final int port;
    private final HttpAdapter adapter;
    private final AtomicBoolean closed = new AtomicBoolean();

    private StandaloneServer(Server server, HttpAdapter adapter, ServerConnector connector, String host) {
        this.server = server;
        this.adapter = adapter;
        this.scheme = connector.getConnectionFactory(SslConnectionFactory.class) == null ? "http" : "https";
        this.host = host;
        this.port = connector.getLocalPort();
    }

    /**
     * Starts a server that answers an adapter's routes at "/".
     *
     * @param host the address to listen on: "127.0.0.1" for this machine only, "0.0.0.0" for everyone
     * @param port 0 for a free one
     * @throws IOException if the address cannot be listened on, as when the port is taken
     */
    public static StandaloneServer start(HttpAdapter adapter, String host, int port) throws IOException {
        return builder(adapter).start(host, port);
    }

    /** Starts a server for this machine only, on a free port. As {@link #start(HttpAdapter, String, int)}. */
    public static StandaloneServer start(HttpAdapter adapter) throws IOException {
        return start(adapter, "127.0.0.1", 0);
    }

    /** Starts to build a server that has other servlets beside an adapter's routes. */
    public static StandaloneServerBuilder builder(HttpAdapter adapter) {
        return new StandaloneServerBuilder(adapter);
    }

    static StandaloneServer start(Server server, HttpAdapter adapter, ServerConnector connector, String host)
            throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new IOException("cannot listen on " + host + " port " + connector.getPort() + ": " + reason(e), e);
        }
        return new StandaloneServer(server, adapter, connector, host);
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    /** Where this machine reaches it: "http://127.0.0.1:8080", with TLS "https://127.0.0.1:8443". */
    public String url() {
        String reachable = switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            default -> host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        };
        return scheme + "://" + reachable + ":" + port;
    }

    /** The number of clients that read live logs now. */
    public int liveReaders() {
        return adapter.liveReaders();
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Stops accepting requests and waits at most ten seconds for those under way. May be called twice. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            // They end with their jobs, and would be waited for.
            adapter.endLiveLogs();
            stop(server);
        }
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "the server did not stop in order", e);
        }
    }
}
