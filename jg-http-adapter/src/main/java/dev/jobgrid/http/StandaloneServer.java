package dev.jobgrid.http;

import dev.jobgrid.http.internal.exchange.ConnectionRoom;
import dev.jobgrid.http.internal.exchange.SiblingServletFilter;
import dev.jobgrid.http.internal.exchange.Tuning;
import dev.jobgrid.http.internal.handlers.HttpSettings;
import dev.jobgrid.http.internal.handlers.Routes;
import dev.jobgrid.http.live.LiveLogs;
import dev.jobgrid.monitor.OpenFiles;
import dev.jobgrid.spi.GridClock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;

/** A running server, on Jetty. Thread-safe; its threads are daemons. */
public final class StandaloneServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StandaloneServer.class.getName());
    // How many clients that come at once need not come again a second later; the kernel may have a lower bound.
    private static final int ACCEPT_QUEUE = 1024;
    private static final int MAX_HEADER_BYTES = 16 << 10;

    private final Server server;
    private final String host;
    private final int port;
    private final LiveLogs live;
    private final AtomicBoolean closed = new AtomicBoolean();

    private StandaloneServer(Server server, LiveLogs live, String host, int port) {
        this.server = server;
        this.live = live;
        this.host = host;
        this.port = port;
    }

    static StandaloneServer start(
            HttpServlet servlet, Routes routes, Map<String, HttpServlet> others, String host, int port)
            throws IOException {
        HttpSettings settings = routes.settings();
        Server server = deaf(servlet, routes, others);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http()));
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(settings.tuning().idle().toMillis());
        // Connections without a request need no second to be waited for when the server ends.
        connector.setShutdownIdleTimeout(100);
        server.addConnector(connector);
        ConnectionRoom room = ConnectionRoom.of(settings.limits());
        OpenFiles.now()
                .flatMap(files -> room.warning(settings.limits(), files.most()))
                .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        connector.addBean(
                new ConnectionsPerAddress(room.perAddress(), settings.base().proxies()));
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw new IOException("cannot listen on " + host + " port " + port + ": " + reason(e), e);
        }
        return new StandaloneServer(server, routes.live(), host, connector.getLocalPort());
    }

    /** A server that hears nobody yet: it has no connector, and is not started. */
    static Server deaf(HttpServlet servlet, Routes routes, Map<String, HttpServlet> others) {
        Tuning tuning = routes.settings().tuning();
        Server server = new Server(threads(tuning));
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        others.forEach((path, other) -> {
            context.addServlet(new ServletHolder(other), path);
            context.addFilter(
                    new FilterHolder(new SiblingServletFilter(path, routes.access())),
                    path,
                    EnumSet.of(DispatcherType.REQUEST));
        });
        GridClock clock = GridClock.of(routes.settings().clock());
        server.setHandler(new GracefulHandler(bodies(context, clock, new ReadAhead(tuning.bytesAhead()))));
        server.addBean(new NetworkConnectionLimit(
                ConnectionRoom.of(routes.settings().limits()).connections(), server));
        server.setErrorHandler(new JettyErrors());
        server.setStopTimeout(tuning.drain().toMillis());
        return server;
    }

    private static Handler bodies(Handler context, GridClock clock, ReadAhead ahead) {
        return new LeastRate(new LingeringClose(new EagerContentHandler(context, ahead)), clock);
    }

    private static ThreadPool threads(Tuning tuning) {
        QueuedThreadPool threads = new QueuedThreadPool(tuning.threads(), 4);
        threads.setName("jobgrid-http");
        threads.setDaemon(true);
        // Before 24 a virtual thread that waits in a synchronized block, as database drivers do, holds its carrier.
        if (Runtime.version().feature() >= 24 && VirtualThreads.areSupported()) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("jobgrid-http-"));
        }
        return threads;
    }

    /** How requests are read. */
    static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        // Else a header is read as one before it on the connection that differs only in case: keys do.
        http.setHeaderCacheCaseSensitive(true);
        return http;
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    /** Where this machine reaches it: "http://127.0.0.1:8080". */
    public String url() {
        String reachable = switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            default -> host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        };
        return "http://" + reachable + ":" + port;
    }

    /** How many clients read live logs now. */
    public int liveReaders() {
        return live.readers();
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Takes no more requests, waits at most ten seconds for those under way, and ends. May be called twice. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            // They would go on for as long as their jobs, and be waited for.
            live.close();
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
