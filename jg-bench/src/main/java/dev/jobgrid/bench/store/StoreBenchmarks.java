package dev.jobgrid.bench.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.bench.store.RawContender.Way;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Submits per second, side by side: each round runs every contender once, starting with another one, on empty tables; the
 * first round warms up and is not counted. Prints a table with the median of the rest.
 *
 * <p>Arguments: {@code postgres} or {@code h2}, milliseconds a measurement, rounds, callers such as {@code 1,8,64}, and a
 * pattern for the names of those who take part.
 */
public final class StoreBenchmarks {
    private final boolean postgres;
    private final long millis;
    private final int rounds;
    private final List<Integer> callers;
    private final String who;
    private final Path folder;
    private final Map<String, Map<Integer, List<Double>>> results = new LinkedHashMap<>();

    private StoreBenchmarks(String[] args, Path folder) {
        postgres = args[0].equals("postgres");
        millis = Long.parseLong(args[1]);
        rounds = Integer.parseInt(args[2]);
        callers = Stream.of(args[3].split(",")).map(Integer::valueOf).toList();
        who = args.length > 4 ? args[4] : ".*";
        this.folder = folder;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("jobgrid-bench");
        StoreBenchmarks benchmarks = new StoreBenchmarks(args, folder);
        try {
            if (benchmarks.postgres) {
                try (EmbeddedPostgres server = server()) {
                    benchmarks.run(server.getJdbcUrl("postgres", "postgres"));
                }
            } else {
                benchmarks.run("");
            }
        } finally {
            delete(folder);
        }
    }

    private static EmbeddedPostgres server() throws IOException {
        // As durable as it comes: the embedded server is set up for tests otherwise.
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "300")
                .start();
    }

    private Map<String, Supplier<Contender>> contenders() {
        Map<String, Supplier<Contender>> contenders = new LinkedHashMap<>();
        contenders.put("raw, a commit for each", () -> new RawContender(Way.COMMIT_EACH, postgres));
        if (postgres) {
            contenders.put("raw, one statement", () -> new RawContender(Way.ONE_STATEMENT, true));
        }
        contenders.put("raw, combined commits", () -> new RawContender(Way.COMBINED, postgres));
        contenders.put("JobGrid", () -> new JobGridContender(postgres, folder));
        contenders.put("db-scheduler", () -> new DbSchedulerContender(postgres));
        contenders.put("JobRunr", () -> new JobRunrContender(postgres));
        return contenders;
    }

    private void run(String url) throws Exception {
        List<Map.Entry<String, Supplier<Contender>>> all = contenders().entrySet().stream()
                .filter(contender -> contender.getKey().matches(who))
                .toList();
        for (int round = 0; round <= rounds; round++) {
            for (int i = 0; i < all.size(); i++) {
                Map.Entry<String, Supplier<Contender>> next = all.get((i + round) % all.size());
                measure(next.getKey(), next.getValue().get(), url, round > 0);
            }
        }
        print(all.stream().map(Map.Entry::getKey).toList());
    }

    private void measure(String name, Contender contender, String url, boolean counts) throws Exception {
        Path data = folder.resolve("data");
        try (HikariDataSource database = database(url, folder.resolve("h2"))) {
            contender.open(database);
            for (int threads : callers) {
                double rate = rate(threads, contender::submit);
                if (counts) {
                    results.computeIfAbsent(name, any -> new LinkedHashMap<>())
                            .computeIfAbsent(threads, any -> new ArrayList<>())
                            .add(rate);
                }
            }
            contender.close();
            empty(database);
        }
        delete(data);
        delete(folder.resolve("h2"));
    }

    private HikariDataSource database(String url, Path h2) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres ? url : "jdbc:h2:" + h2.resolve("bench") + ";WRITE_DELAY=0");
        config.setMaximumPoolSize(20);
        return new HikariDataSource(config);
    }

    private void empty(HikariDataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (postgres) {
                statement.execute("DROP SCHEMA public CASCADE");
                statement.execute("DROP SCHEMA IF EXISTS jobgrid CASCADE");
                statement.execute("CREATE SCHEMA public");
            } else {
                statement.execute("SHUTDOWN");
            }
        } catch (SQLException e) {
            if (postgres) {
                throw e;
            }
            // Closing a connection of a database that is shut down.
        }
    }

    private interface Submit {
        void run() throws Exception;
    }

    /** Calls as many threads at once make in a second, each waiting for the answer to its own. */
    private double rate(int threads, Submit submit) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Long>> counts = new ArrayList<>();
            Callable<Long> caller = () -> {
                start.await();
                long until = System.nanoTime() + millis * 1_000_000;
                long count = 0;
                while (System.nanoTime() < until) {
                    submit.run();
                    count++;
                }
                return count;
            };
            for (int i = 0; i < threads; i++) {
                counts.add(pool.submit(caller));
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

    private void print(List<String> names) {
        StringBuilder table = new StringBuilder("| submits/s |");
        callers.forEach(threads -> table.append(' ').append(threads).append(threads == 1 ? " caller |" : " callers |"));
        table.append("\n| --- |").append(" --- |".repeat(callers.size())).append('\n');
        for (String name : names) {
            table.append("| ").append(name).append(" |");
            for (int threads : callers) {
                table.append(String.format(
                        Locale.ROOT,
                        " %,.0f |",
                        median(results.getOrDefault(name, Map.of()).getOrDefault(threads, List.of()))));
            }
            table.append('\n');
        }
        System.out.print(table);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
