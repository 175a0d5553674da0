package dev.jobgrid.mcp;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.mcp.tools.ToolCall.Around;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;

/** Offers the tools of a grid by MCP, to any number of clients. Thread-safe. Holds no resources. */
public final class McpAdapter {
    private final McpSettings settings;
    private final JsonRpcDispatcher dispatcher;

    McpAdapter(McpSettings settings) {
        this.settings = settings;
        this.dispatcher = new JsonRpcDispatcher(settings.version());
    }

    /** A builder of an adapter over a grid. The grid must be the embedder's own, not one limited to a caller. */
    public static McpAdapterBuilder builder(JobGrid grid) {
        return new McpAdapterBuilder(grid);
    }

    /**
     * A servlet for Streamable HTTP, to be mounted twice: at the path that the adapter was built with ("/mcp" by
     * default), and at "/.well-known/oauth-protected-resource/*", where it publishes the issuers of tokens (RFC 9728).
     * Stateless; needs no asynchronous support. A call that waits for a job holds its request's thread.
     *
     * <p>The client's address is the request's {@code getRemoteAddr()}: behind a proxy the container must resolve it,
     * as the HTTP adapter's server does for a servlet beside it. Invalid tokens count as at the HTTP adapter over the
     * same grid ({@link dev.jobgrid.auth.ApiKeys#recordWrongKey}). The caller is set as the request attribute named by
     * {@link Caller}'s class.
     */
    public HttpServlet servlet() {
        return new McpServlet(settings, dispatcher);
    }

    /**
     * Serves one client over a pair of streams (stdio), a message a line, until the input ends. Blocks. Writes nothing else
     * to the output; what writes to {@code System.out} must be kept away from it.
     *
     * @param caller the caller of all calls
     * @param base the HTTP routes' address for the client, used in responses
     * @throws IOException if the input fails
     */
    public void serve(InputStream in, OutputStream out, Caller caller, URI base) throws IOException {
        serve(in, out, settings.grid().as(caller), base);
    }

    /**
     * As {@link #serve(InputStream, OutputStream, Caller, URI)}, for the caller of the adapter's grid: with a remote
     * grid the holder of its key.
     */
    public void serve(InputStream in, OutputStream out, URI base) throws IOException {
        serve(in, out, settings.grid(), base);
    }

    private void serve(InputStream in, OutputStream out, JobGrid grid, URI base) throws IOException {
        new StdioServer(
                        dispatcher,
                        progress -> new RpcOutcome(
                                new Around(grid, base, settings.links(), settings.clock(), progress, Optional.empty())),
                        out)
                .serve(in);
    }
}
