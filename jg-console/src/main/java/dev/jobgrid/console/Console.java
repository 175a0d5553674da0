package dev.jobgrid.console;

import dev.jobgrid.JobGrid;
import dev.jobgrid.console.internal.pages.ConsoleRouter;
import dev.jobgrid.console.internal.session.Visitors;
import jakarta.servlet.http.HttpServlet;

/**
 * The console of a grid, as a servlet for the container of a service. Thread-safe. Holds no resources, needs no session of the
 * container and no asynchronous support, and leaves the grid open.
 *
 * <pre>{@code
 * HttpServlet console = Console.builder(grid).servlet();
 * StandaloneServer.builder(adapter).beside("/console/*", console)
 * }</pre>
 */
public final class Console {
    private final ConsoleRouter router;
    private final Visitors visitors;

    Console(ConsoleRouter router, Visitors visitors) {
        this.router = router;
        this.visitors = visitors;
    }

    /** A builder of a console over a grid. The grid must be the embedder's own, not one limited to a caller. */
    public static ConsoleBuilder builder(JobGrid grid) {
        return new ConsoleBuilder(grid);
    }

    /**
     * The servlet, to be mounted with everything below a path, such as "/console/*", in any container of servlets 6. All its
     * links are relative, so that a proxy may put another prefix before it.
     *
     * <p>The client's address is the request's {@code getRemoteAddr()}: behind a proxy the container must resolve it, as the
     * HTTP adapter's server does for a servlet beside it. Wrong keys count as at the HTTP adapter over the same grid ({@link
     * dev.jobgrid.auth.ApiKeys#recordWrongKey}). The caller is set as the request attribute named by {@link
     * dev.jobgrid.auth.Caller}'s class.
     */
    public HttpServlet servlet() {
        return new ConsoleServlet(router);
    }

    /**
     * An address that opens an operator's session in one browser: relative to the mount and its slash, such as
     * "operator?ticket=…". It works once, for 60 seconds, in this process alone, and whoever has it is the operator: give it to
     * nobody else, and log it nowhere. The session ends after twelve hours, by signing out, and with this process.
     */
    public String operatorAddress() {
        return "operator?ticket=" + visitors.operatorTicket().value();
    }
}
