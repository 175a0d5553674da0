package dev.jobgrid.bench.http;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.JobGrid;
import dev.jobgrid.bench.contest.Databases;
import dev.jobgrid.bench.contest.Usage;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.storage.PostgresStorage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Requests per second on PostgreSQL, the clients in a second process: reads of a job's status beside a bare Javalin handler
 * that answers the same bytes, and submits over HTTP beside submits by the facade; and the processor time that a response takes.
 * Contenders take turns; the first round warms up and is not counted.
 *
 * <p>Arguments: milliseconds a measurement, rounds, connections, and {@code reads} or {@code submits} if only those.
 */
public final class HttpBenchmarks {
    private static final int JOBS = 1_000;

    /** Rounds until the JIT compiler has optimised both contenders. */
    private static final int WARM_UP = 5;

    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final JobSpec SPEC = JobSpec.builder("bench", "acme/train:cuda12", WorkloadType.BATCH)
            .command("python", "train.py", "--epochs", "3")
            .build();
    private static final String DRAFT = """
            {"name":"bench","image":"acme/train:cuda12","workload_type":"batch","command":["python","train.py","--epochs","3"]}""";

    private final Databases databases;
    private final HikariDataSource statistics;
    private final SecondProcess clients;
    private final long millis;
    private final int rounds;
    private final int connections;
    private final String wanted;

    /** Starts no loop: jobs stay where they are, so that each read is of the same bytes. */
    private static final class NoLoops implements Loops {
        @Override
        public void start(String name, Loop loop) {}

        @Override
        public void close() {}
    }

    private interface Contender {
        double rate(long millis) throws Exception;
    }

    /** Responses a second, and processor time of a response: of this process, of PostgreSQL, and of the clients. */
    private record Round(double rate, double processMicros, double databaseMicros, double clientMicros) {}

    private record Row(String name, Contender contender, List<Round> counted) {
        double median(ToDoubleFunction<Round> figure) {
            return counted.stream().mapToDouble(figure).sorted().toArray()[counted.size() / 2];
        }
    }

    private HttpBenchmarks(Databases databases, HikariDataSource statistics, SecondProcess clients, String[] args) {
        this.databases = databases;
        this.statistics = statistics;
        this.clients = clients;
        millis = Long.parseLong(args[0]);
        rounds = Integer.parseInt(args[1]);
        connections = Integer.parseInt(args[2]);
        wanted = args.length > 3 ? args[3] : "reads submits";
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        try (Databases databases = new Databases(true, false);
                HikariDataSource statistics = databases.open();
                SecondProcess clients = new SecondProcess(LoadClient.class)) {
            new HttpBenchmarks(databases, statistics, clients, args).run();
        }
    }

    private void run() throws Exception {
        List<GpuNode.Device> devices = IntStream.range(0, 8)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, GPU, new Usd(800_000), true))
                .toList();
        GpuNode node = new GpuNode(new NodeName("bench"), "local", devices, 1L << 40, true);
        try (JobGrid grid = JobGrid.builder()
                        .storage(PostgresStorage.builder()
                                .url(statistics.getJdbcUrl())
                                .blobFolder(databases.folder())
                                .open())
                        .executor(
                                new ScriptedExecutor(InstantSource.system(), List.of(node), run -> RunScript.prints()))
                        .loops(new NoLoops())
                        .build();
                StandaloneServer server =
                        StandaloneServer.start(HttpAdapter.builder(grid).build())) {
            String key = Served.key(grid);
            List<String> jobs = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                jobs.add(grid.submit(SPEC).id().value());
            }
            if (wanted.contains("reads")) {
                reads(server, jobs, key);
            }
            if (wanted.contains("submits")) {
                submits(grid, server, key);
            }
        }
    }

    private void reads(StandaloneServer server, List<String> jobs, String key) throws Exception {
        byte[] same = answer(server.url() + "/v1/jobs/" + jobs.get(0), key);
        Javalin bare = Javalin.start(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.host = "127.0.0.1";
            config.jetty.port = 0;
            config.routes.get(
                    "/v1/jobs/{job_id}",
                    ctx -> ctx.contentType("application/json").result(same));
        });
        try {
            Path file = SecondProcess.requests(
                    databases.folder().resolve("reads"),
                    jobs.stream()
                            .map(id -> request("GET", "/v1/jobs/" + id, key, ""))
                            .toList());
            compare(
                    "status reads/s",
                    row("a bare Javalin handler", time -> clients.rate(bare.port(), file, connections, time)),
                    row("JobGrid", time -> clients.rate(server.port(), file, connections, time)));
        } finally {
            bare.stop();
        }
    }

    private void submits(JobGrid grid, StandaloneServer server, String key) throws Exception {
        Path file = SecondProcess.requests(
                databases.folder().resolve("submits"), List.of(request("POST", "/v1/jobs", key, DRAFT)));
        compare(
                "submits/s",
                row("the facade", time -> facade(grid, time)),
                row("JobGrid over HTTP", time -> clients.rate(server.port(), file, connections, time)));
    }

    private static String request(String method, String path, String key, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static byte[] answer(String url, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + key)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofByteArray())
                .body();
    }

    /** Submits by as many callers as there are connections; each waits for its response. */
    private double facade(JobGrid grid, long time) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(connections);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                counts.add(pool.submit(() -> {
                    start.await();
                    long until = System.nanoTime() + time * 1_000_000;
                    long count = 0;
                    for (; System.nanoTime() < until; count++) {
                        grid.submit(SPEC);
                    }
                    return count;
                }));
            }
            long began = System.nanoTime();
            start.countDown();
            long count = 0;
            for (Future<Long> each : counts) {
                count += each.get();
            }
            return count * 1e9 / (System.nanoTime() - began);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Row row(String name, Contender contender) {
        return new Row(name, contender, new ArrayList<>());
    }

    private void compare(String what, Row first, Row second) throws Exception {
        for (int number = 0; number <= rounds; number++) {
            for (Row row : number % 2 == 0 ? List.of(first, second) : List.of(second, first)) {
                Round round = measured(row.contender(), number == 0 ? WARM_UP * millis : millis);
                System.err.printf(Locale.ROOT, "%s, round %d: %s%n", row.name(), number, round);
                if (number > 0) {
                    row.counted().add(round);
                }
            }
        }
        System.out.printf(
                "| %s | %d connections | | process µs | database µs | clients µs |%n| --- | --- | --- | --- | --- | --- |%n",
                what, connections);
        for (Row row : List.of(first, second)) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | × %.2f | %.0f | %.0f | %.0f |%n",
                    row.name(),
                    row.median(Round::rate),
                    row.median(Round::rate) / first.median(Round::rate),
                    row.median(Round::processMicros),
                    row.median(Round::databaseMicros),
                    row.median(Round::clientMicros));
        }
    }

    private Round measured(Contender contender, long time) throws Exception {
        Usage server = Usage.now(ProcessHandle.current(), databases, statistics);
        Duration before = clients.processorTime();
        double rate = contender.rate(time);
        Usage used = Usage.now(ProcessHandle.current(), databases, statistics).since(server);
        Duration taken = clients.processorTime().minus(before);
        double answered = rate * time / 1e3;
        return new Round(
                rate,
                used.processNanos() / 1e3 / answered,
                used.databaseNanos() / 1e3 / answered,
                taken.toNanos() / 1e3 / answered);
    }
}
