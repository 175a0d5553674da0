package dev.jobgrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.auth.KeyRequest;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.LogEnd;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.storage.MemoryStorage;
import dev.jobgrid.testkit.storage.OutageStorage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A console in a real server on a free port, over a grid in memory whose jobs follow scripts. */
public final class ConsoleServer implements AutoCloseable {
    /** A header by which a request of these tests is an operator's. */
    public static final String OPERATOR = "X-Test-Operator";

    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final OutageStorage outage;
    private final CountedStorage counted;
    private final ScriptedExecutor executor;
    private final JobGrid grid;
    private final Console console;
    private final StandaloneServer server;
    private final String mount;

    private ConsoleServer(
            Function<RunRequest, RunScript> scripts,
            String mount,
            UnaryOperator<ConsoleBuilder> more,
            UnaryOperator<JobGridBuilder> parts)
            throws IOException {
        this.mount = mount;
        outage = new OutageStorage(new MemoryStorage());
        counted = new CountedStorage(outage.storage());
        executor = new ScriptedExecutor(InstantSource.system(), List.of(node("node1")), scripts);
        grid = parts.apply(JobGrid.builder().storage(counted.storage()).executor(executor))
                .build();
        console = more.apply(Console.builder(grid)
                        .admin(StorageAdmin.of(counted.storage(), InstantSource.system()))
                        .operators(request -> request.getHeader(OPERATOR) != null))
                .build();
        server = StandaloneServer.builder(HttpAdapter.builder(grid)
                        .accessLog(entry -> logged.add(entry.status() + " " + entry.path()
                                + entry.workspace().map(name -> " of " + name).orElse("")))
                        .build())
                .beside(mount + "/*", console.servlet())
                .start("127.0.0.1", 0);
    }

    private static GpuNode node(String name) {
        return new GpuNode(
                new NodeName(name),
                "eu-west",
                IntStream.range(0, 4)
                        .mapToObj(i -> new GpuNode.Device("gpu" + i, GPU, new Usd(800_000), true))
                        .toList(),
                1L << 40,
                true);
    }

    /** Another process on the same storage, with a node of its own, comes and goes. */
    void loses(String name) {
        JobGrid.builder()
                .storage(counted.storage())
                .executor(new ScriptedExecutor(
                        InstantSource.system(), List.of(node(name)), run -> RunScript.prints("never")))
                .build()
                .close();
    }

    static ConsoleServer start() throws IOException {
        return start(run -> RunScript.prints("hello", "world"));
    }

    public static ConsoleServer start(Function<RunRequest, RunScript> scripts) throws IOException {
        return new ConsoleServer(scripts, "/console", console -> console, grid -> grid);
    }

    static ConsoleServer start(Function<RunRequest, RunScript> scripts, UnaryOperator<ConsoleBuilder> more)
            throws IOException {
        return new ConsoleServer(scripts, "/console", more, grid -> grid);
    }

    /** One whose callers pay by credits, of which there are none. */
    static ConsoleServer paying() throws IOException {
        return new ConsoleServer(
                run -> RunScript.prints("hello"),
                "/console",
                console -> console,
                grid -> grid.credits(CreditPolicy.everyone()));
    }

    /** One whose receivers answer so. */
    static ConsoleServer calling(Supplier<CallbackOutcome> answers) throws IOException {
        CallbackSender receivers = new CallbackSender() {
            @Override
            public Set<String> resting() {
                return Set.of();
            }

            @Override
            public CallbackOutcome send(Job job, CallbackDelivery delivery) {
                return answers.get();
            }

            @Override
            public void close() {}
        };
        return new ConsoleServer(
                run -> RunScript.prints("hello"), "/console", console -> console, grid -> grid.callbacks(receivers));
    }

    static ConsoleServer at(String mount) throws IOException {
        return new ConsoleServer(run -> RunScript.prints("hello"), mount, console -> console, grid -> grid);
    }

    public JobGrid grid() {
        return grid;
    }

    /** Has the node take jobs, or none. */
    void accept(boolean accepts) {
        executor.accept(new NodeName("node1"), accepts);
    }

    /** Status, path and workspace of each answer that the access log has. */
    List<String> logged() {
        return logged;
    }

    OutageStorage outage() {
        return outage;
    }

    CountedStorage counted() {
        return counted;
    }

    /** The address above the console's pages, without a slash at its end. */
    public String url() {
        return server.url() + mount;
    }

    public String serverUrl() {
        return server.url();
    }

    /** A key of the default workspace. */
    public String key(Scope... scopes) {
        return key(WorkspaceId.DEFAULT, scopes);
    }

    public String key(WorkspaceId workspace, Scope... scopes) {
        return grid.operations()
                .apiKeys()
                .create(workspace, "test key", Set.of(scopes), Optional.empty())
                .secret()
                .value();
    }

    String key(KeyRequest request) {
        return grid.operations().apiKeys().create(request).secret().value();
    }

    /** A browser that nobody has signed in with. */
    public Browser browser() {
        return new Browser(url());
    }

    /** A browser that a member has signed in with. */
    public Browser member() {
        return browser().signedIn(key(Scope.values()));
    }

    /** A browser that an operator has signed in with, by an address of the console. */
    Browser operator() {
        Browser browser = browser();
        browser.get("/" + operatorAddress()).is(303);
        return browser;
    }

    /** An address below the mount that opens an operator's session. */
    String operatorAddress() {
        return console.operatorAddress();
    }

    /** A browser that a reader has signed in with. */
    public Browser reader() {
        return browser().signedIn(key(Scope.JOBS_READ));
    }

    /** A spec that the grid takes. Its image tells scripts of long and of bad ones. */
    public static JobSpec.Builder spec(String name) {
        String image =
                name.startsWith("long") ? "acme/long:1" : name.startsWith("bad") ? "acme/bad:1" : "acme/trainer:1.8";
        return JobSpec.builder(name, image, WorkloadType.BATCH)
                .command("python", "train.py")
                .gpu(GpuRequest.builder().type("L4").count(1).build());
    }

    /** A job that has ended. */
    public Job finished(JobSpec spec) throws InterruptedException, TimeoutException {
        return grid.submit(spec).await(Duration.ofMinutes(1));
    }

    /** A job that has ended, and whose log is whole. */
    JobId finished(String name) throws InterruptedException, TimeoutException {
        return finished(spec(name).build()).id();
    }

    /** Adds lines to the stored log of a job that has ended. */
    void prints(JobId job, IntStream numbers, IntFunction<String> line) {
        RunKey run = new RunKey(new JobRef(WorkspaceId.DEFAULT, job), 1);
        LogStore logs = counted.storage().logs();
        LogEnd end = logs.end(run.job());
        List<LogLine> lines = numbers.mapToObj(
                        number -> new LogLine(number, LogStream.STDOUT, Instant.EPOCH, line.apply(number), false))
                .toList();
        assertThat(logs.append(new LogChunk(run, end.lastEntryId(), lines, end.position())))
                .isTrue();
    }

    @Override
    public void close() {
        server.close();
        grid.close();
    }
}
