package dev.jobgrid.server;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.jwt.JwtAuthenticator;
import dev.jobgrid.console.Console;
import dev.jobgrid.console.ConsoleBuilder;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.HttpAdapterBuilder;
import dev.jobgrid.http.callback.HttpCallbackSender;
import dev.jobgrid.http.callback.HttpCallbackSenderBuilder;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.http.jetty.StandaloneServerBuilder;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.mcp.McpAdapter;
import dev.jobgrid.mcp.McpAdapterBuilder;
import dev.jobgrid.micrometer.GridMeters;
import dev.jobgrid.micrometer.HttpMeters;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.server.admin.AdminPort;
import dev.jobgrid.server.admin.Administration;
import dev.jobgrid.server.admin.Backups;
import dev.jobgrid.server.admin.Keys;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A running server. Thread-safe. Jobs that run when it is closed go on, and are recovered by the next one on its folder. */
public final class GridServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GridServer.class.getName());

    /** Where the console is, below the server's address. */
    public static final String CONSOLE = "/console";

    private final JobGrid grid;
    private final GpuExecutor executor;
    private final StandaloneServer http;
    private final McpAdapter mcp;
    private final Path data;
    private final Deque<Runnable> closing;

    private GridServer(JobGrid grid, GpuExecutor executor, Served served, Path data, Deque<Runnable> closing) {
        this.data = data;
        this.closing = closing;
        this.grid = grid;
        this.executor = executor;
        this.http = served.http();
        this.mcp = served.mcp();
    }

    /** The endpoints of clients and agents. */
    private record Served(StandaloneServer http, McpAdapter mcp, Optional<Console> console) {}

    /**
     * Starts a server that takes API keys only, at its own address, and no folder that was copied with unfinished jobs.
     *
     * @see #start(ServerSettings, Access, Predicate, AdminPort.Commands)
     */
    public static GridServer start(ServerSettings settings, AdminPort.Commands commands) throws IOException {
        return start(settings, Access.DEFAULT, risk -> false, commands);
    }

    /**
     * Starts a server, which takes requests when this returns.
     *
     * @param consent asked if the folder was copied or moved with unfinished jobs: given what may happen, returns whether
     *     they are to go on here. Without consent the server does not start
     * @param commands runs the operators' commands that are called while the server runs
     * @throws IOException if the folder cannot be used, or the address not listened on
     * @throws dev.jobgrid.errors.JobGridException CONFLICT if another server holds the folder, or there was no consent
     */
    public static GridServer start(
            ServerSettings settings, Access access, Predicate<String> consent, AdminPort.Commands commands)
            throws IOException {
        Files.createDirectories(settings.data());
        Deque<Runnable> closing = new ArrayDeque<>();
        try {
            // First, because it holds the folder against other servers.
            Storage storage = Stores.open(settings);
            closing.push(storage::close);
            CopiedStore.settle(settings, storage, consent);
            GpuExecutor executor = Executors.of(settings);
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            GridMeters meters = new GridMeters(registry, InstantSource.system());
            JobGrid grid = grid(settings, storage, executor, meters)
                    .settings(settings.grid())
                    .admission(AdmissionPolicy.of(access.bounds().admission()))
                    .build();
            closing.push(grid::close);
            meters.watch(grid);
            SelfCheck health = new SelfCheck(access.tls().map(Access.Tls::certificate));
            OperatorEntrance entrance = new OperatorEntrance();
            Administration administration = administration(settings, storage, grid, health, entrance);
            closing.push(AdminPort.open(settings.data(), administration, commands));
            Served served = listen(settings, access, grid, administration, registry);
            closing.push(served.http()::close);
            URI url = URI.create(served.http().url());
            health.at(url);
            entrance.at(access.publicUrl().orElse(url), served.console());
            return new GridServer(grid, executor, served, settings.data(), closing);
        } catch (IOException | RuntimeException e) {
            close(closing);
            throw e;
        }
    }

    /** Closes all parts in reverse order. */
    private static void close(Deque<Runnable> closing) {
        while (!closing.isEmpty()) {
            try {
                closing.pop().run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a part of the server was not closed", e);
            }
        }
    }

    /**
     * Lets a server start on a store that was moved, once: see {@link dev.jobgrid.storage.StoreMigration#takeBack}.
     *
     * @throws IOException if the folder cannot be used
     */
    public static void takeBack(ServerSettings settings) throws IOException {
        Stores.takeBack(settings);
    }

    private static Administration administration(
            ServerSettings settings, Storage storage, JobGrid grid, SelfCheck health, OperatorEntrance entrance) {
        StorageAdmin admin = StorageAdmin.of(storage, InstantSource.system());
        return new Administration(
                admin,
                settings.operation().retention(),
                admin.nodes(settings.grid().running()),
                grid.operations()::quarantines,
                new Backups(settings.data(), storage instanceof H2Storage h2 ? Optional.of(h2) : Optional.empty()),
                health::lines,
                entrance::address);
    }

    private static Served listen(
            ServerSettings settings,
            Access access,
            JobGrid grid,
            Administration administration,
            PrometheusMeterRegistry registry)
            throws IOException {
        HttpAdapterBuilder http = HttpAdapter.builder(grid)
                .metrics(registry::scrape)
                .accessLog(new HttpMeters(registry).and(settings.operation().accessLog()))
                .limits(access.bounds().requests())
                .trustedProxies(access.bounds().proxies())
                .allowOrigins(access.pages().origins());
        access.serviceKey().ifPresent(http::serviceKeys);
        access.publicUrl().ifPresent(http::publicBaseUrl);
        if (access.hasConsole()) {
            http.home(CONSOLE + "/");
        }
        Optional<Authenticator> callers = access.tokens()
                .map(JwtAuthenticator::of)
                .map(tokens -> tokens.or(Authenticator.of(grid.operations()::apiKeys)));
        callers.ifPresent(http::authenticator);
        HttpAdapter adapter = http.build();
        McpAdapter mcp = agents(access, grid, callers, adapter.links());
        HttpServlet servlet = mcp.servlet();
        StandaloneServerBuilder server = StandaloneServer.builder(adapter)
                .beside("/mcp", servlet)
                .beside("/.well-known/oauth-protected-resource/*", servlet);
        Optional<Console> console = Optional.empty();
        if (access.hasConsole()) {
            ConsoleBuilder builder = Console.builder(grid)
                    .admin(administration.storage(), settings.grid().running());
            callers.ifPresent(builder::authenticator);
            console = Optional.of(builder.build());
        }
        console.ifPresent(one -> server.beside(CONSOLE + "/*", one.servlet()));
        access.tls().ifPresent(files -> server.tls(files.certificate(), files.key()));
        return new Served(server.start(settings.host(), settings.port()), mcp, console);
    }

    private static McpAdapter agents(Access access, JobGrid grid, Optional<Authenticator> callers, FileLinks links) {
        McpAdapterBuilder agents = McpAdapter.builder(grid)
                .links(links)
                .hosts(access.pages().hosts().toArray(String[]::new))
                .origins(access.pages().origins().toArray(String[]::new));
        access.publicUrl().ifPresent(agents::publicBaseUrl);
        access.tokens().ifPresent(settings -> agents.authorizationServers(settings.issuer()));
        callers.ifPresent(agents::authenticator);
        return agents.build();
    }

    /**
     * Serves an agent over a pair of streams until the input ends, as the owner of the default workspace. Blocks.
     *
     * @throws IOException if the input fails
     */
    public void serve(InputStream in, OutputStream out) throws IOException {
        mcp.serve(in, out, Caller.owner(WorkspaceId.DEFAULT), url());
    }

    private static JobGridBuilder grid(
            ServerSettings settings, Storage storage, GpuExecutor executor, GridMeters meters) throws IOException {
        Supplier<GpuCatalog> catalog = settings.operation().catalog().isPresent()
                ? new CatalogSource(settings.operation().catalog().get())
                : GpuCatalog::builtIn;
        JobGridBuilder builder = JobGrid.builder()
                .storage(storage)
                .executor(executor)
                .callbacks(callbacks(settings))
                .observer(meters)
                .catalog(catalog)
                .retention(settings.operation().retention());
        if (settings.operation().credits()) {
            builder.credits(CreditPolicy.everyone());
        }
        return builder;
    }

    private static CallbackSender callbacks(ServerSettings settings) {
        HttpCallbackSenderBuilder sender = HttpCallbackSender.builder()
                .developmentMode(settings.operation().callbacks().developmentMode());
        settings.operation().callbacks().secret().ifPresent(sender::signingSecret);
        return sender.build();
    }

    /** The URL at which it accepts requests. */
    public URI url() {
        return URI.create(http.url());
    }

    /** Creates keys for its clients. */
    public Keys keys() {
        return new Keys(grid.operations().apiKeys(), data);
    }

    /** The GPUs that jobs can run on, simulated ones marked: "2 x NVIDIA L4 (simulated)". */
    public List<String> gpus() {
        return Gpus.sentences(executor.nodes().stream().map(GpuNode::devices).toList());
    }

    /** Nodes that have not answered yet. */
    public List<String> unanswered() {
        return executor.nodes().stream()
                .filter(GpuNode::isUnknown)
                .map(node -> node.id().value())
                .toList();
    }

    /** Whether it supervises no run any more. */
    public boolean isIdle() {
        return executor.workloads().isEmpty();
    }

    /** Stops accepting requests and closes the grid. May be called twice. */
    @Override
    public synchronized void close() {
        close(closing);
    }
}
