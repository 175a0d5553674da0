package dev.jobgrid.mcp;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.mcp.tools.ToolCall.Around;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;

/** The tools over a grid, for any number of clients. Thread-safe. Holds nothing open. */
public final class McpAdapter {
    private final McpSettings settings;
    private final JsonRpcDispatcher dispatcher;

    McpAdapter(McpSettings settings) {
        this.settings = settings;
        this.dispatcher = new JsonRpcDispatcher(settings.version());
    }

    /** Starts to build an adapter over a grid. The grid must be the embedder's own, not one limited to a caller. */
    public static McpAdapterBuilder builder(JobGrid grid) {
        return new McpAdapterBuilder(grid);
    }

    /**
     * A servlet for Streamable HTTP, to be mounted twice: at the path that the adapter was built with ("/mcp" by default),
     * and at "/.well-known/oauth-protected-resource/*", where it tells clients whom to ask for tokens (RFC 9728). It keeps
     * no sessions and needs no asynchronous support. A call that waits for a job holds its request's thread.
     *
     * <p>The client's address is the request's {@code getRemoteAddr()}: behind a proxy it is the container's to find out, as the
     * HTTP adapter's server does for a servlet beside it. Tokens of nobody's count as at the HTTP adapter over the same grid
     * ({@link dev.jobgrid.auth.ApiKeys#recordWrongKey}). Who calls is set as the request's attribute of {@link Caller}'s class name.
     */
    public HttpServlet servlet() {
        return new McpServlet(settings, dispatcher);
    }

    /**
     * Serves one client over a pair of streams (stdio), a message a line, until the input ends. Blocks. Writes nothing else
     * to the output; what writes to {@code System.out} must be kept away from it.
     *
     * @param caller for whom all calls are made
     * @param base where the client reaches the HTTP routes that addresses in answers lead to
     * @throws IOException if the input fails
     */
    public void serve(InputStream in, OutputStream out, Caller caller, URI base) throws IOException {
        serve(in, out, settings.grid().as(caller), base);
    }

    /**
     * As {@link #serve(InputStream, OutputStream, Caller, URI)}, for whom the adapter's grid acts: the holder of the key that
     * a grid of another process was connected to with.
     */
    public void serve(InputStream in, OutputStream out, URI base) throws IOException {
        serve(in, out, settings.grid(), base);
    }

    private void serve(InputStream in, OutputStream out, JobGrid grid, URI base) throws IOException {
        new StdioServer(
                        dispatcher,
                        progress ->
                                new RpcOutcome(new Around(grid, base, settings.links(), settings.clock(), progress)),
                        out)
                .serve(in);
    }
}
