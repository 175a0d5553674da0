package dev.jobgrid.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.storage.DeferredStorage;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A grid in memory with a scripted GPU, behind a real server on a free port. */
public final class GridServer implements AutoCloseable {
    public static final String JOB = """
        {"name": "demo", "image": "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime", "workload_type": "batch",
         "model_size_gb": 1, "command": ["python", "-c", "print('hello')"]}
        """;
    static final byte[] ARTIFACT = "0123456789".getBytes(StandardCharsets.UTF_8);

    private static final RunScript SCRIPT =
            RunScript.prints("hello", "world").leaving(Map.of("out/result.txt", ARTIFACT, "empty.bin", new byte[0]));

    /** Not the common pool, which has one thread on a small machine, and that of a test. */
    static final Executor STORE_THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "test store");
        thread.setDaemon(true);
        return thread;
    });

    private final HttpClient client = HttpClient.newHttpClient();
    private final JobGrid grid;
    private final StandaloneServer server;

    /** Starts a server over an adapter. */
    interface Start {
        StandaloneServer over(HttpAdapter adapter) throws IOException;
    }

    private GridServer(
            UnaryOperator<JobGridBuilder> parts,
            int gpus,
            Function<RunRequest, RunScript> scripts,
            UnaryOperator<HttpAdapterBuilder> more,
            Start start)
            throws IOException {
        GpuModel l4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        GpuNode node = new GpuNode(
                new NodeName("node1"),
                "us-east",
                IntStream.range(0, gpus)
                        .mapToObj(i -> new GpuNode.Device("gpu" + i, l4, Usd.ofDollars(0.8), true))
                        .toList(),
                100L << 30,
                true);
        // By others' hands, so that requests do leave their threads; those of tests with storages of their own may not.
        grid = parts.apply(JobGrid.builder().storage(DeferredStorage.of(new MemoryStorage(), STORE_THREADS)))
                .executor(new ScriptedExecutor(InstantSource.system(), List.of(node), scripts))
                .settings(GridSettings.DEFAULT.withLimits(
                        new GridSettings.Limits(1 << 20, Duration.ofMinutes(15), 100, 1 << 20)))
                .build();
        server = start.over(more.apply(HttpAdapter.builder(grid)).build());
    }

    /** One whose callers pay by credits, of which there are none. */
    static GridServer paying() throws IOException {
        return with(parts -> parts.credits(CreditPolicy.everyone()), request -> SCRIPT.lasting(Duration.ofMillis(20)));
    }

    public static GridServer start() throws IOException {
        return start(request -> SCRIPT, builder -> builder);
    }

    public static GridServer start(UnaryOperator<HttpAdapterBuilder> more) throws IOException {
        return start(request -> SCRIPT, more);
    }

    static GridServer start(Function<RunRequest, RunScript> scripts, UnaryOperator<HttpAdapterBuilder> more)
            throws IOException {
        return start(1, scripts, more);
    }

    public static GridServer start(
            int gpus, Function<RunRequest, RunScript> scripts, UnaryOperator<HttpAdapterBuilder> more)
            throws IOException {
        return new GridServer(parts -> parts, gpus, scripts, more, StandaloneServer::start);
    }

    public static GridServer start(
            Storage storage, Function<RunRequest, RunScript> scripts, UnaryOperator<HttpAdapterBuilder> more)
            throws IOException {
        return start(storage, scripts, more, StandaloneServer::start);
    }

    /** With a server that is not the plain one. */
    static GridServer start(
            Storage storage,
            Function<RunRequest, RunScript> scripts,
            UnaryOperator<HttpAdapterBuilder> more,
            Start start)
            throws IOException {
        return new GridServer(parts -> parts.storage(storage), 1, scripts, more, start);
    }

    /** With a server that is not the plain one. */
    static GridServer behind(Start start, UnaryOperator<HttpAdapterBuilder> more) throws IOException {
        return new GridServer(parts -> parts, 1, request -> SCRIPT, more, start);
    }

    /** One whose grid tells the time by this clock. */
    static GridServer by(InstantSource clock, UnaryOperator<HttpAdapterBuilder> more) throws IOException {
        return new GridServer(parts -> parts.clock(clock), 1, request -> SCRIPT, more, StandaloneServer::start);
    }

    /** With these parts of the grid in place of the plain ones, and one GPU. */
    public static GridServer with(UnaryOperator<JobGridBuilder> parts, Function<RunRequest, RunScript> scripts)
            throws IOException {
        return new GridServer(parts, 1, scripts, builder -> builder, StandaloneServer::start);
    }

    /** With these parts of the grid in place of the plain ones, and one GPU whose jobs end at once. */
    public static GridServer with(UnaryOperator<JobGridBuilder> parts) throws IOException {
        return with(parts, request -> SCRIPT);
    }

    public JobGrid grid() {
        return grid;
    }

    public String url() {
        return server.url();
    }

    int liveReaders() {
        return server.liveReaders();
    }

    public int port() {
        return server.port();
    }

    /** A key of the default workspace. */
    String key(Scope... scopes) {
        return key(WorkspaceId.DEFAULT, Set.of(scopes));
    }

    String key(WorkspaceId workspace, Set<Scope> scopes) {
        return grid.operations()
                .apiKeys()
                .create(workspace, "test", scopes, Optional.empty())
                .secret()
                .value();
    }

    public String fullKey() {
        return key(Scope.values());
    }

    public HttpRequest.Builder request(String pathOrUrl, String key) {
        String url = pathOrUrl.startsWith("/") ? url() + pathOrUrl : pathOrUrl;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(2));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    public Answer get(String path, String key) {
        return send(request(path, key));
    }

    public Answer post(String path, String key, String json) {
        return send(
                request(path, key).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    Answer delete(String path, String key) {
        return send(request(path, key).DELETE());
    }

    Answer put(String url, byte[] body) {
        return send(request(url, "").PUT(BodyPublishers.ofByteArray(body)));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Submits a job, waits for its end and gives its id. */
    public String finishedJob(String key) throws Exception {
        String id = post("/v1/jobs", key, JOB).is(202).json().get("job_id").asText();
        grid.job(new JobId(id)).await(Duration.ofMinutes(2));
        return id;
    }

    /** The signed URL of one of a job's artifacts. */
    String downloadUrl(String job, String filename, String key) {
        for (JsonNode artifact :
                get("/v1/jobs/" + job + "/artifacts", key).is(200).json().get("artifacts")) {
            if (artifact.get("filename").asText().equals(filename)) {
                String path = "/v1/jobs/" + job + "/artifacts/"
                        + artifact.get("artifact_id").asText() + "/download";
                return post(path, key, "").is(200).json().get("url").asText();
            }
        }
        throw new IllegalArgumentException("job " + job + " has no artifact " + filename);
    }

    @Override
    public void close() {
        server.close();
        grid.close();
    }
}
