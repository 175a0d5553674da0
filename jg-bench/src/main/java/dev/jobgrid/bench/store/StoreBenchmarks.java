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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Submits per second, side by side: each round runs every contender once, starting with another one, on empty tables; the
 * first round warms up and is not counted. Prints the median of the rest, and beside it the median of what JobGrid made in a
 * round in relation to the other, so that what slows the machine down for a while slows both.
 *
 * <p>Arguments: {@code postgres} or {@code h2}, milliseconds a measurement, rounds, callers such as {@code 1,8,64}, and a
 * pattern for the names of those who take part.
 */
public final class StoreBenchmarks {
    /** Submits until the JIT compiler has optimised their code, at this many callers. */
    private static final int WARM_UP = 60_000;

    private static final int WARM_UP_CALLERS = 64;
    private static final long WARM_UP_MAX_MILLIS = 20_000;
    private static final String JOBGRID = "JobGrid";

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
        contenders.put(JOBGRID, () -> new JobGridContender(postgres, folder, false));
        if (postgres) {
            contenders.put("JobGrid, a peer idles", () -> new JobGridContender(true, folder, true));
        }
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
            if (counts) {
                for (int threads : callers) {
                    rate(threads, millis / 5, goesOn(contender)); // opens connections, and plans on each
                    results.computeIfAbsent(name, any -> new LinkedHashMap<>())
                            .computeIfAbsent(threads, any -> new ArrayList<>())
                            .add(rate(threads, millis, goesOn(contender)));
                }
            } else {
                warmUp(contender);
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
                statement.execute("CHECKPOINT"); // of what one has written, or another would wait for it
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

    private void warmUp(Contender contender) throws Exception {
        AtomicInteger left = new AtomicInteger(WARM_UP);
        rate(WARM_UP_CALLERS, WARM_UP_MAX_MILLIS, () -> {
            contender.submit();
            return left.decrementAndGet() > 0;
        });
    }

    private interface Submit {
        /** Makes one call; returns whether to continue. */
        boolean run() throws Exception;
    }

    private static Submit goesOn(Contender contender) {
        return () -> {
            contender.submit();
            return true;
        };
    }

    /** Calls per second of this many threads; each waits for its response. */
    private static double rate(int threads, long millis, Submit submit) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Long>> counts = new ArrayList<>();
            Callable<Long> caller = () -> {
                start.await();
                long until = System.nanoTime() + millis * 1_000_000;
                long count = 0;
                boolean goesOn = true;
                while (goesOn && System.nanoTime() < until) {
                    goesOn = submit.run();
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
        StringBuilder table = new StringBuilder("| submits/s, and JobGrid's in relation |");
        callers.forEach(threads -> table.append(' ').append(threads).append(threads == 1 ? " caller |" : " callers |"));
        table.append("\n| --- |").append(" --- |".repeat(callers.size())).append('\n');
        for (String name : names) {
            table.append("| ").append(name).append(" |");
            for (int threads : callers) {
                table.append(String.format(
                        Locale.ROOT,
                        " %,.0f · %.2f |",
                        median(rates(name, threads)),
                        median(relations(rates(JOBGRID, threads), rates(name, threads)))));
            }
            table.append('\n');
        }
        System.out.print(table);
    }

    private List<Double> rates(String name, int threads) {
        return results.getOrDefault(name, Map.of()).getOrDefault(threads, List.of());
    }

    private static List<Double> relations(List<Double> rates, List<Double> others) {
        return IntStream.range(0, Math.min(rates.size(), others.size()))
                .mapToObj(round -> rates.get(round) / others.get(round))
                .toList();
    }

    private static double median(List<Double> values) {
        return values.isEmpty() ? Double.NaN : values.stream().sorted().toList().get(values.size() / 2);
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
