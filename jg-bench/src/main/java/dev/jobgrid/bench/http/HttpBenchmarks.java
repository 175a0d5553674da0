package dev.jobgrid.bench.http;

import dev.jobgrid.JobGrid;
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
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import io.javalin.Javalin;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Requests per second on PostgreSQL, the clients in a second process: reads of a job's status beside a bare Javalin handler
 * that answers the same bytes, and submits over HTTP beside submits by the facade. Contenders take turns; the first round warms
 * up and is not counted.
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

    private final Path folder;
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

    private record Row(String name, Contender contender, List<Double> rates) {
        double median() {
            return rates.stream().sorted().toList().get(rates.size() / 2);
        }
    }

    private HttpBenchmarks(Path folder, String[] args) {
        this.folder = folder;
        millis = Long.parseLong(args[0]);
        rounds = Integer.parseInt(args[1]);
        connections = Integer.parseInt(args[2]);
        wanted = args.length > 3 ? args[3] : "reads submits";
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("jobgrid-bench");
        try (EmbeddedPostgres postgres = Served.postgres()) {
            new HttpBenchmarks(folder, args).run(postgres);
        }
    }

    private void run(EmbeddedPostgres postgres) throws Exception {
        List<GpuNode.Device> devices = IntStream.range(0, 8)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, GPU, new Usd(800_000), true))
                .toList();
        GpuNode node = new GpuNode(new NodeName("bench"), "local", devices, 1L << 40, true);
        try (JobGrid grid = JobGrid.builder()
                        .storage(Served.storage(postgres, folder))
                        .executor(
                                new ScriptedExecutor(InstantSource.system(), List.of(node), run -> RunScript.prints()))
                        .loops(new NoLoops())
                        .build();
                StandaloneServer server =
                        StandaloneServer.start(HttpAdapter.builder(grid).build());
                SecondProcess clients = new SecondProcess(LoadClient.class)) {
            String key = Served.key(grid);
            List<String> jobs = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                jobs.add(grid.submit(SPEC).id().value());
            }
            if (wanted.contains("reads")) {
                reads(server, clients, jobs, key);
            }
            if (wanted.contains("submits")) {
                submits(grid, server, clients, key);
            }
        }
    }

    private void reads(StandaloneServer server, SecondProcess clients, List<String> jobs, String key) throws Exception {
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
                    folder.resolve("reads"),
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

    private void submits(JobGrid grid, StandaloneServer server, SecondProcess clients, String key) throws Exception {
        Path file = SecondProcess.requests(folder.resolve("submits"), List.of(request("POST", "/v1/jobs", key, DRAFT)));
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
        for (int round = 0; round <= rounds; round++) {
            for (Row row : round % 2 == 0 ? List.of(first, second) : List.of(second, first)) {
                double rate = row.contender().rate(round == 0 ? WARM_UP * millis : millis);
                System.err.printf(Locale.ROOT, "%s, round %d: %,.0f%n", row.name(), round, rate);
                if (round > 0) {
                    row.rates().add(rate);
                }
            }
        }
        System.out.printf("| %s | %d connections | |%n| --- | --- | --- |%n", what, connections);
        for (Row row : List.of(first, second)) {
            System.out.printf(
                    Locale.ROOT, "| %s | %,.0f | × %.2f |%n", row.name(), row.median(), row.median() / first.median());
        }
    }
}
