package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.http.ConnectionBudget;
import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.http.internal.auth.BearerAuth;
import dev.jobgrid.http.internal.exchange.AccessEntry;
import dev.jobgrid.http.internal.exchange.AllowedMethods;
import dev.jobgrid.http.internal.exchange.JsonBody;
import dev.jobgrid.http.internal.exchange.ReaderMemory;
import dev.jobgrid.http.internal.exchange.Route;
import dev.jobgrid.http.live.LiveLogs;
import dev.jobgrid.http.signing.UrlSigner;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.spi.GridClock;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The table of routes. */
public final class Routes {
    private final JobGrid grid;
    private final HttpSettings settings;
    private final BearerAuth auth;
    private final AccessEntry access;
    private final SignedLinks links;
    private final LiveLogs live;
    private final ReadyHandler ready;
    private final Semaphore room;
    private final ReaderMemory logs;
    private final List<Route> table;

    public Routes(JobGrid grid, HttpSettings settings) {
        this.grid = grid;
        this.settings = settings;
        this.auth = new BearerAuth(
                settings.authenticator(), settings.base(), grid.operations().apiKeys());
        this.access = new AccessEntry(settings.accessLog(), settings.base(), GridClock.of(settings.clock()));
        BlobUrls urls = new BlobUrls(new UrlSigner(settings.keys()), settings.clock());
        this.links = new SignedLinks(grid, urls, settings.limits().urlLifetime(), settings.clock());
        this.logs = new ReaderMemory(settings.tuning().readerBytes());
        this.room = new Semaphore(settings.tuning().asyncResponses());
        this.live = new LiveLogs(grid, ConnectionBudget.of(settings.limits()).liveReaders());
        this.ready = new ReadyHandler(grid.operations());
        this.table = Stream.concat(table(settings).stream(), agents(settings).stream())
                .toList();
    }

    private List<Route> table(HttpSettings settings) {
        GridClock clock = GridClock.of(settings.clock());
        HttpLimits limits = settings.limits();
        BlobUrls urls = links.urls();
        EstimateHandler estimate = new EstimateHandler();
        SubmitHandler submit = new SubmitHandler();
        MonitorHandler monitor = new MonitorHandler(clock);
        LogsHandler logs = new LogsHandler(clock);
        ArtifactsHandler artifacts = new ArtifactsHandler(settings.base(), links);
        CancelHandler cancel = new CancelHandler();
        LaunchPlanHandler plans = new LaunchPlanHandler();
        FleetHandler fleet = new FleetHandler();
        CreditsHandler credits = new CreditsHandler();
        TemplatesHandler templates = new TemplatesHandler();
        InputsHandler inputs = new InputsHandler(settings.base(), links);
        DocumentHandler documents = new DocumentHandler();
        BlobHandler blobs = new BlobHandler(grid, urls, limits, clock);
        List<Route> routes = new ArrayList<>(List.of(
                post("/v1/jobs/estimate", estimate::estimate),
                post("/v1/jobs", submit::submit),
                post("/v1/jobs/batch", submit::submitAll),
                get("/v1/jobs", monitor::list),
                get("/v1/jobs/{job_id}", monitor::status),
                get("/v1/jobs/{job_id}/events", monitor::events),
                get("/v1/jobs/{job_id}/logs", logs::logs),
                new Route(
                        HandlerType.GET,
                        "/v1/jobs/{job_id}/logs/live",
                        authenticated("text/event-stream", new LiveLogsHandler(live, auth)::stream)),
                get("/v1/jobs/{job_id}/runtime", logs::runtime),
                get("/v1/jobs/{job_id}/artifacts", artifacts::list),
                post("/v1/jobs/{job_id}/artifacts/{artifact_id}/download", artifacts::download),
                post("/v1/jobs/{job_id}/cancel", cancel::cancel),
                post("/v1/jobs/{job_id}/rerun", submit::rerun),
                post("/v1/launch-plans", plans::plan),
                get("/v1/launch-plans", plans::list),
                get("/v1/launch-plans/{launch_plan_id}", plans::find),
                new Route(
                        HandlerType.DELETE,
                        "/v1/launch-plans/{launch_plan_id}",
                        authenticated(JsonBody.TYPE, plans::release)),
                get("/v1/queue", fleet::queue),
                get("/v1/nodes", fleet::nodes),
                get("/v1/whoami", fleet::whoami),
                get("/v1/billing/balance", credits::balance),
                get("/v1/billing/history", credits::history),
                get("/v1/templates", templates::list),
                get("/v1/templates/{slug}", templates::template),
                post("/v1/job-inputs", inputs::create),
                get("/v1/job-inputs", inputs::list),
                post("/v1/job-inputs/{input_id}/complete", inputs::complete),
                new Route(HandlerType.PUT, BlobUrls.UPLOAD_ROUTE, blobs::upload),
                new Route(HandlerType.POST, BlobUrls.COMPLETE_ROUTE, blobs::complete),
                new Route(HandlerType.GET, BlobUrls.DOWNLOAD_ROUTE, blobs::download),
                new Route(HandlerType.GET, "/openapi.json", documents::document),
                new Route(HandlerType.GET, "/docs", documents::page),
                new Route(
                        HandlerType.GET,
                        "/",
                        ctx -> ctx.redirect(settings.base().of(ctx) + settings.home())),
                new Route(HandlerType.GET, "/healthz", new HealthHandler(grid)::health),
                new Route(HandlerType.GET, "/readyz", ready::ready)));
        settings.metrics()
                .ifPresent(
                        text -> routes.add(new Route(HandlerType.GET, "/metrics", new MetricsHandler(text)::metrics)));
        return List.copyOf(routes);
    }

    /** Routes for gateways of agents (§12). */
    private List<Route> agents(HttpSettings settings) {
        EnvelopeHandler envelopes = new EnvelopeHandler(settings.base(), links, GridClock.of(settings.clock()));
        IntrospectHandler introspection = new IntrospectHandler(
                settings.services(), auth, grid.operations().apiKeys(), settings.base());
        return List.of(
                post("/v1/mcp/jobs/estimate", envelopes::estimate),
                post("/v1/mcp/jobs", envelopes::submit),
                get("/v1/mcp/jobs", envelopes::list),
                get("/v1/mcp/jobs/{job_id}", envelopes::status),
                get("/v1/mcp/jobs/{job_id}/logs", envelopes::logs),
                get("/v1/mcp/jobs/{job_id}/artifacts", envelopes::artifacts),
                post("/v1/mcp/jobs/{job_id}/artifacts/{artifact_id}/download", envelopes::download),
                post("/v1/mcp/jobs/{job_id}/cancel", envelopes::cancel),
                new Route(HandlerType.POST, "/oauth/introspect", introspection::introspect));
    }

    public SignedLinks links() {
        return links;
    }

    private Route get(String path, Call.Action action) {
        return new Route(HandlerType.GET, path, authenticated(JsonBody.TYPE, action));
    }

    private Route post(String path, Call.Action action) {
        return new Route(HandlerType.POST, path, authenticated(JsonBody.TYPE, action));
    }

    private Handler authenticated(String answerType, Call.Action action) {
        return ctx -> {
            Caller caller = auth.caller(ctx);
            AccessEntry.note(ctx.req(), caller);
            Call call = new Call(ctx, grid.as(caller), room, logs);
            JsonBody.checkAccepted(ctx, answerType);
            action.answer(call);
        };
    }

    public HttpSettings settings() {
        return settings;
    }

    public AccessEntry access() {
        return access;
    }

    public LiveLogs live() {
        return live;
    }

    /** Shows this check beside those of the grid. */
    public void addHealthCheck(Supplier<HealthCheck> check) {
        ready.add(check);
    }

    public List<Route> table() {
        return table;
    }

    public void register(JavalinConfig config) {
        // Before the routes with parameters, which would match such a path as a job's id.
        for (String path : new AllowedMethods(table).shadowed()) {
            for (HandlerType method : List.of(HandlerType.GET, HandlerType.HEAD)) {
                config.routes.addEndpoint(new Endpoint(method, path, ctx -> {
                    throw new MethodNotAllowedResponse();
                }));
            }
        }
        for (Route route : table) {
            Handler handler = noted(route);
            config.routes.addEndpoint(new Endpoint(route.method(), route.path(), handler));
            if (route.method().equals(HandlerType.GET)) {
                // The router's own response to HEAD is 200 for anyone. The container drops the body of ours.
                config.routes.addEndpoint(new Endpoint(HandlerType.HEAD, route.path(), handler));
            }
        }
    }

    private static Handler noted(Route route) {
        return ctx -> {
            AccessEntry.note(ctx.req(), route.path());
            route.handler().handle(ctx);
        };
    }
}
