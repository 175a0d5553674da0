package dev.jobgrid.bench.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.bench.contest.Databases;
import dev.jobgrid.bench.contest.Usage;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.storage.PostgresStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a launch plan costs beside a job that is submitted and placed at once: one client over HTTP, one request after the other, on a
 * grid without other work. Prints the median time of an answer and of a program's start since the request, and what one request used,
 * with all that it caused until its jobs were over.
 *
 * <p>Arguments: {@code postgres} or {@code h2}, and rounds; the first tenth of them warms up and is not counted.
 */
public final class PlanBenchmark {
    /** Places that a round holds at once; the executor has as many GPUs. */
    private static final int PLANS = 50;

    private static final int MAX_SECONDS = 30;
    private static final String DRAFT =
            "\"name\":\"bench\",\"image\":\"acme/train:cuda12\",\"workload_type\":\"batch\",\"command\":[\"python\",\"train.py\"]";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Databases databases;
    private final HikariDataSource database;
    private final NoopExecutor executor;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String key;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** The requests of a kind so far. */
    private static final class Row {
        private final List<Long> answered = new ArrayList<>();
        private final List<Long> started = new ArrayList<>();
        private Usage used = new Usage(0, 0, 0, 0);
    }

    private interface Round {
        void run(Row row) throws Exception;
    }

    private PlanBenchmark(
            Databases databases, HikariDataSource database, NoopExecutor executor, String url, String key) {
        this.databases = databases;
        this.database = database;
        this.executor = executor;
        this.url = url;
        this.key = key;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        NoopExecutor executor = new NoopExecutor(4, PLANS / 4 + 1, new Tally(0));
        try (Databases databases = new Databases(args[0].equals("postgres"));
                HikariDataSource database = databases.open();
                JobGrid grid = JobGrid.builder()
                        .storage(
                                databases.isPostgres()
                                        ? PostgresStorage.builder()
                                                .url(database.getJdbcUrl())
                                                .blobFolder(databases.folder())
                                                .open()
                                        : H2Storage.open(databases.folder().resolve("data")))
                        .executor(executor)
                        .settings(GridSettings.DEFAULT.withPlans(
                                new GridSettings.Plans(Duration.ofMinutes(15), PLANS, OptionalInt.empty())))
                        .build();
                StandaloneServer server =
                        StandaloneServer.start(HttpAdapter.builder(grid).build())) {
            String key = grid.operations()
                    .apiKeys()
                    .create(WorkspaceId.DEFAULT, "bench", EnumSet.allOf(Scope.class), Optional.empty())
                    .secret()
                    .value();
            new PlanBenchmark(databases, database, executor, server.url(), key).run(rounds);
        }
    }

    private void run(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            if (round == Math.max(1, rounds / 10)) {
                rows.clear();
            }
            measure("submit, with its placement", row -> launches(row, repeated("{" + DRAFT + "}")));
            List<String> plans = new ArrayList<>();
            measure("plan", row -> plans.addAll(answers(row, "/v1/launch-plans", "{" + DRAFT + "}", "launch_plan_id")));
            measure(
                    "go of a plan",
                    row -> launches(
                            row,
                            plans.stream()
                                    .map(plan -> "{\"launch_plan_id\":\"" + plan + "\"}")
                                    .toList()));
            measure("estimate", row -> answers(row, "/v1/jobs/estimate", "{" + DRAFT + "}", ""));
            List<String> compiled = new ArrayList<>();
            measure(
                    "estimate with `compile`",
                    row -> compiled.addAll(
                            answers(row, "/v1/jobs/estimate", "{\"compile\":true," + DRAFT + "}", "launch_plan")));
            measure("plan given back", row -> {
                for (String plan : compiled) {
                    row.answered.add(timed(() -> send("DELETE", "/v1/launch-plans/" + plan, "")));
                }
            });
        }
        print();
    }

    private void measure(String name, Round round) throws Exception {
        Row row = rows.computeIfAbsent(name, any -> new Row());
        Usage before = Usage.now(ProcessHandle.current(), databases, database);
        round.run(row);
        row.used = row.used.plus(
                Usage.now(ProcessHandle.current(), databases, database).since(before));
    }

    private static List<String> repeated(String body) {
        return Collections.nCopies(PLANS, body);
    }

    /** Sends each request when the job of the one before is over. */
    private void launches(Row row, List<String> bodies) throws Exception {
        for (String body : bodies) {
            Tally tally = new Tally(1);
            executor.reportTo(tally);
            long sent = System.nanoTime();
            send("POST", "/v1/jobs", body);
            row.answered.add(System.nanoTime() - sent);
            if (!tally.await(MAX_SECONDS)) {
                throw new IllegalStateException("no program started within " + MAX_SECONDS + " s");
            }
            row.started.add(tally.firstNanos() - sent);
        }
    }

    private List<String> answers(Row row, String path, String body, String field) throws Exception {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < PLANS; i++) {
            JsonNode[] answer = new JsonNode[1];
            row.answered.add(timed(() -> answer[0] = send("POST", path, body)));
            JsonNode value = answer[0].path(field);
            if (!field.isEmpty()) {
                found.add(value.isObject() ? value.path("launch_plan_id").asText() : value.asText());
            }
        }
        return found;
    }

    private interface Request {
        void send() throws Exception;
    }

    private static long timed(Request request) throws Exception {
        long sent = System.nanoTime();
        request.send();
        return System.nanoTime() - sent;
    }

    private JsonNode send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    private void print() {
        System.out.printf("| request | answered, µs | started, µs | %s |%n", Usage.heading(" | "));
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        rows.forEach((name, row) -> System.out.printf(
                "| %s | %s | %s | %s |%n",
                name, median(row.answered), median(row.started), row.used.perJob(row.answered.size(), " | ")));
    }

    private static String median(List<Long> nanos) {
        return nanos.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT, "%,d", nanos.stream().sorted().toList().get(nanos.size() / 2) / 1_000);
    }
}
