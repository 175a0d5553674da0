package dev.jobgrid.http;

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

    AdapterServlet(Routes routes) {
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.prefer405over404 = true;
            // A type without a charset: containers carry a charset over to the type that a download sets later.
            config.http.defaultContentType = "application/octet-stream";
            routes.register(config);
            ErrorReplies.register(config);
        });
        // Not javalin.javalinServlet(): that one takes WebSockets too, and runs in no container but Jetty.
        router = new JavalinServlet(javalin.unsafe);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        RequestId.set(request, response);
        MountedRequest mounted = new MountedRequest(request);
        router.service(mounted, response);
        mounted.goingOn().ifPresent(Runnable::run);
        if (mounted.isBroken()) {
            throw new IOException("the answer was cut short");
        }
    }
}
