package dev.jobgrid.http;

import dev.jobgrid.http.internal.exchange.AccessEntry;
import dev.jobgrid.http.internal.exchange.AdapterResponse;
import dev.jobgrid.http.internal.exchange.AllowedMethods;
import dev.jobgrid.http.internal.exchange.AllowedOrigins;
import dev.jobgrid.http.internal.exchange.ErrorResponses;
import dev.jobgrid.http.internal.exchange.MountedRequest;
import dev.jobgrid.http.internal.exchange.RequestId;
import dev.jobgrid.http.internal.handlers.Routes;
import io.javalin.Javalin;
import io.javalin.http.servlet.JavalinServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The routes as a servlet that can be mounted at any path. Thread-safe. */
final class AdapterServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient JavalinServlet router;
    private final transient AccessEntry access;

    private final transient AllowedOrigins origins;

    AdapterServlet(Routes routes, AllowedOrigins origins) {
        this.access = routes.access();
        this.origins = origins;
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.prefer405over404 = true;
            // A type without a charset: containers carry a charset over to the type that a download sets later.
            config.http.defaultContentType = "application/octet-stream";
            routes.register(config);
            ErrorResponses.register(config, new AllowedMethods(routes.table()));
        });
        // Not javalin.javalinServlet(): that one serves WebSockets too, and runs in Jetty only.
        router = new JavalinServlet(javalin.unsafe);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        AccessEntry.Arrival came = access.arrival();
        AdapterResponse adapted = new AdapterResponse(request, response, origins.headers(request));
        RequestId.set(request, adapted);
        MountedRequest mounted = new MountedRequest(request);
        boolean left = false;
        try {
            router.service(mounted, adapted);
            if (mounted.leaving().isPresent()) {
                left = true;
                mounted.leaving().get().leave(() -> access.answered(mounted, adapted, came));
            }
        } finally {
            if (!left) {
                access.answered(mounted, adapted, came);
            }
        }
        if (mounted.isBroken()) {
            throw new IOException("the response was cut short");
        }
    }
}
