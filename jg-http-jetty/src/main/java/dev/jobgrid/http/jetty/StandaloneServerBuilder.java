package dev.jobgrid.http.jetty;

import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.http.ConnectionBudget;
import dev.jobgrid.http.HttpAdapter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Builds a {@link StandaloneServer}. Single-threaded. */
public final class StandaloneServerBuilder {
    private static final System.Logger LOG = System.getLogger(StandaloneServer.class.getName());
    // The backlog of connections that are not accepted yet; the kernel may have a lower bound.
    private static final int ACCEPT_QUEUE = 1024;
    private static final int MAX_HEADER_BYTES = 16 << 10;
    // Threads that accept, select, read headers and answer health requests, besides those of requests.
    private static final int HEALTH_THREADS = 16;

    private final HttpAdapter adapter;
    private final Map<String, HttpServlet> siblings = new LinkedHashMap<>();
    private ServerTuning tuning = ServerTuning.DEFAULT;
    private Optional<TlsPaths> tls = Optional.empty();

    StandaloneServerBuilder(HttpAdapter adapter) {
        this.adapter = adapter;
    }

    /**
     * Another servlet, at a path such as "/mcp" or "/x/*". Its requests go through {@link HttpAdapter#siblingFilter}, so
     * that it sees the client's address and they are in the access log.
     */
    public StandaloneServerBuilder beside(String path, HttpServlet servlet) {
        siblings.put(SettingCheck.present("beside.path", path), SettingCheck.present("beside.servlet", servlet));
        return this;
    }

    private record TlsPaths(Path certificate, Path key) {}

    /**
     * Serves by TLS 1.2 and 1.3 only. The files are read again when they change; if they cannot be used then, the previous
     * certificate stays in force, which is logged. {@code /readyz} tells of that, and of a certificate that has expired or
     * expires within 14 days.
     *
     * @param certificate PEM file with the server's certificate and its chain
     * @param key PEM file with its private key, which other users must not be able to read
     */
    public StandaloneServerBuilder tls(Path certificate, Path key) {
        tls = Optional.of(new TlsPaths(
                SettingCheck.present("tls.certificate", certificate), SettingCheck.present("tls.key", key)));
        return this;
    }

    /** For tests; {@link ServerTuning#DEFAULT} unless set. */
    StandaloneServerBuilder tuning(ServerTuning value) {
        tuning = value;
        return this;
    }

    /**
     * Starts the server. As {@link StandaloneServer#start(HttpAdapter, String, int)}.
     *
     * @throws IllegalArgumentException with a way out, if the certificate or its key cannot be used
     */
    public StandaloneServer start(String host, int port) throws IOException {
        Server server = unconnected();
        ServerConnector connector = tls.isPresent()
                ? secured(
                        server,
                        new CertificateWatch(tls.get().certificate(), tls.get().key(), adapter.clock()))
                : connector(server, new HttpConnectionFactory(http()));
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(tuning.idleTimeout().toMillis());
        // When the server stops, it does not wait a second for connections without a request.
        connector.setShutdownIdleTimeout(100);
        server.addConnector(connector);
        ConnectionBudget budget = adapter.connectionBudget();
        adapter.fileLimitWarning().ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        connector.addBean(new AddressConnectionLimit(budget.perAddress(), adapter.trustedProxies()));
        return StandaloneServer.start(server, adapter, connector, host);
    }

    private ServerConnector secured(Server server, CertificateWatch certificate) {
        HttpConfiguration http = http();
        // The one certificate serves all names: a client that used another name rejects it.
        http.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory requests = new HttpConnectionFactory(http);
        ServerConnector connector =
                connector(server, new SslConnectionFactory(certificate.tls(), requests.getProtocol()), requests);
        certificate.lookWhile(connector);
        adapter.addHealthCheck(certificate::check);
        return connector;
    }

    private ServerConnector connector(Server server, ConnectionFactory... protocols) {
        // With threads of its own, so that asynchronous requests take none from health.
        return new ServerConnector(
                server,
                hasVirtualThreads() ? server.getThreadPool() : threads(HEALTH_THREADS),
                null,
                null,
                -1,
                -1,
                protocols);
    }

    /** A server that has no connector yet, and is not started. */
    Server unconnected() {
        QueuedThreadPool threads = threads(0);
        if (hasVirtualThreads()) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("jobgrid-http-"));
        }
        Server server = new Server(threads);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        ServletHolder holder = new ServletHolder(adapter.servlet());
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        siblings.forEach((path, servlet) -> {
            context.addServlet(new ServletHolder(servlet), path);
            context.addFilter(new FilterHolder(adapter.siblingFilter(path)), path, EnumSet.of(DispatcherType.REQUEST));
        });
        Handler routes = hasVirtualThreads() ? context : new RequestThreads(context, tuning.threads(), threads);
        server.setHandler(new GracefulHandler(bodies(routes)));
        server.addBean(new NetworkConnectionLimit(adapter.connectionBudget().connections(), server));
        server.setErrorHandler(new JettyErrors());
        server.setStopTimeout(tuning.stopTimeout().toMillis());
        return server;
    }

    private Handler bodies(Handler context) {
        Handler whole = new EagerContentHandler(context, new SmallBodyLoader(tuning.smallBodyBytes()));
        return new MinimumBodyRate(new LingeringClose(whole), adapter.clock());
    }

    private QueuedThreadPool threads(int more) {
        QueuedThreadPool threads = new QueuedThreadPool(tuning.threads() + more, 4);
        threads.setName("jobgrid-http");
        threads.setDaemon(true);
        return threads;
    }

    /** Before 24 a virtual thread that waits in a synchronized block, as database drivers do, holds its carrier. */
    private static boolean hasVirtualThreads() {
        return Runtime.version().feature() >= 24 && VirtualThreads.areSupported();
    }

    /** The HTTP configuration. */
    static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        // Else a header is replaced by an earlier one of the connection that differs only in case, as keys may.
        http.setHeaderCacheCaseSensitive(true);
        return http;
    }
}
