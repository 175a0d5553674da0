package dev.jobgrid.http;

import dev.jobgrid.JobGrid;
import dev.jobgrid.http.internal.exchange.AllowedOrigins;
import dev.jobgrid.http.internal.handlers.Routes;
import dev.jobgrid.spi.FileLinks;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.server.Server;

/**
 * The /v1 surface over a grid: as a servlet in a service that exists, or as a server of its own. Thread-safe. Closing a
 * server leaves the grid open.
 */
public final class HttpAdapter {
    private final Routes routes;

    private final AllowedOrigins origins;
    private final Map<String, HttpServlet> others;

    HttpAdapter(Routes routes, AllowedOrigins origins, Map<String, HttpServlet> others) {
        this.routes = routes;
        this.origins = origins;
        this.others = others;
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

    /** Makes addresses of these routes by which bytes are moved without a key. */
    public FileLinks links() {
        return routes.links();
    }

    /**
     * Starts a server that answers the routes at "/".
     *
     * @param host the address to listen on: "127.0.0.1" for this machine only, "0.0.0.0" for everyone
     * @param port 0 for a free one
     * @throws IOException if the address cannot be listened on, as when the port is taken
     */
    public StandaloneServer start(String host, int port) throws IOException {
        return StandaloneServer.start(servlet(), routes, others, host, port);
    }

    /** A server with all routes that hears nobody yet. */
    Server deafServer() {
        return StandaloneServer.deaf(servlet(), routes, others);
    }

    /** Starts a server for this machine only, on a free port. */
    public StandaloneServer start() throws IOException {
        return start("127.0.0.1", 0);
    }
}
