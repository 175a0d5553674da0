package dev.jobgrid.http;

import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.http.internal.exchange.AllowedOrigins;
import dev.jobgrid.http.internal.exchange.SiblingServletFilter;
import dev.jobgrid.http.internal.handlers.Routes;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.monitor.OpenFiles;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.spi.GridClock;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The /v1 routes over a grid, as a servlet for the container of a service; jg-http-jetty has a server for services
 * without one. Thread-safe. It needs no closing, and leaves the grid open.
 */
public final class HttpAdapter {
    /**
     * A request attribute, set by a server that drains unread request bodies and so keeps the connection: the maximum number
     * of bytes that it drains, a {@link Long}. A route raises it for a client that may send more. Without it a response to an
     * unread body has {@code Connection: close}, since some containers close the connection without that header.
     */
    public static final String DRAINED_BYTES = "dev.jobgrid.http.drainedBytes";

    /**
     * A request attribute, set to any value by a servlet beside the adapter's ({@link #siblingFilter}) whose answer is to stay out
     * of the access log: that of a page that asks each two seconds whether there is news, and there is none.
     */
    public static final String UNLOGGED = "dev.jobgrid.http.unlogged";

    private final Routes routes;
    private final AllowedOrigins origins;

    HttpAdapter(Routes routes, AllowedOrigins origins) {
        this.routes = routes;
        this.origins = origins;
    }

    /** Starts to build an adapter over a grid. The grid must be the embedder's own, not one limited to a caller. */
    public static HttpAdapterBuilder builder(JobGrid grid) {
        return new HttpAdapterBuilder(grid);
    }

    /**
     * A servlet with all routes, to be mounted at "/" or under any prefix ("/gpu/*"), in any container of servlets 6. It
     * needs no session; live logs need asynchronous support, to be set on the servlet and on every filter before it. With it,
     * requests for a job's status and submits hold no thread while the store is busy with others.
     */
    public HttpServlet servlet() {
        return new AdapterServlet(routes, origins);
    }

    /** Creates signed URLs of these routes, which need no key. */
    public FileLinks links() {
        return routes.links();
    }

    /**
     * A filter for another servlet beside this one, such as that for agents. The servlet sees the client's address as reported
     * by {@link #trustedProxies} in {@code getRemoteAddr()}, and its requests are in the access log, with their caller if the
     * servlet sets the {@link dev.jobgrid.auth.Caller} as the attribute of the class's name.
     *
     * @param path where the servlet is mounted, as the access log names the route
     */
    public Filter siblingFilter(String path) {
        return new SiblingServletFilter(path, routes.access());
    }

    /** The connections that a server of the servlet should accept, by the adapter's limits and the process's file limit. */
    public ConnectionBudget connectionBudget() {
        return ConnectionBudget.of(routes.settings().limits());
    }

    /** A warning for the operator if the process's file limit is too low for the adapter's limits. */
    public Optional<String> fileLimitWarning() {
        return OpenFiles.now()
                .flatMap(files -> connectionBudget().warning(routes.settings().limits(), files.max()));
    }

    /** The proxies that the adapter was built with. */
    public TrustedProxies trustedProxies() {
        return routes.settings().base().proxies();
    }

    /** The clock that the adapter was built with. */
    public GridClock clock() {
        return GridClock.of(routes.settings().clock());
    }

    /**
     * Adds a health check of a server around the servlet to those of the grid in {@code GET /readyz}.
     *
     * @param check asked at each request; must not block
     */
    public void addHealthCheck(Supplier<HealthCheck> check) {
        routes.addHealthCheck(SettingCheck.present("addHealthCheck", check));
    }

    /** The number of clients that read live logs now. */
    public int liveReaders() {
        return routes.live().readers();
    }

    /**
     * Ends the streams of all clients that read live logs, which else end with their jobs, and refuses new ones. For a server
     * that stops. May be called twice.
     */
    public void endLiveLogs() {
        routes.live().close();
    }
}
