package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.bench.contest.Databases;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * From a submit to the beginning of the job, in microseconds, while nothing else is to be done: handed in where the jobs are run,
 * and where that is only heard by NOTIFY. Rounds in turn, each on empty tables.
 *
 * <p>Arguments: {@code postgres} or {@code h2}, jobs a round, rounds, and a pattern for the names of those who take part.
 */
public final class LatencyBenchmark {
    private static final int MAX_SECONDS = 30;
    private static final int WARM_UP = 1_500;

    private final Databases databases;
    private final int jobs;
    private final int rounds;
    private final String who;
    private final Map<String, List<long[]>> results = new LinkedHashMap<>();

    private LatencyBenchmark(Databases databases, String[] args) {
        this.databases = databases;
        jobs = Integer.parseInt(args[1]);
        rounds = Integer.parseInt(args[2]);
        who = args.length > 3 ? args[3] : ".*";
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        try (Databases databases = new Databases(args[0].equals("postgres"))) {
            new LatencyBenchmark(databases, args).run();
        }
        System.exit(0); // a library may leave threads
    }

    private Map<String, Supplier<QueueUnderTest>> engines() {
        boolean postgres = databases.isPostgres();
        Map<String, Supplier<QueueUnderTest>> engines = new LinkedHashMap<>();
        engines.put("raw", () -> new RawEngine(RawEngine.Way.PLAIN, postgres));
        engines.put("JobGrid", () -> new GridEngine(postgres, databases.folder()));
        engines.put("db-scheduler", () -> new DbSchedulerEngine(postgres, false));
        if (postgres) {
            engines.put("raw, by NOTIFY", () -> new RawEngine(RawEngine.Way.NOTIFY, true));
            engines.put("JobGrid, by NOTIFY", () -> new GridEngine(true, databases.folder(), true));
        }
        return engines;
    }

    private void run() throws Exception {
        List<Map.Entry<String, Supplier<QueueUnderTest>>> all = engines().entrySet().stream()
                .filter(engine -> engine.getKey().matches(who))
                .toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < all.size(); i++) {
                Map.Entry<String, Supplier<QueueUnderTest>> next = all.get((i + round) % all.size());
                List<Long> sorted = latencies(next.getValue().get());
                long[] found = {at(sorted, 50), at(sorted, 99)};
                System.out.printf("# round %d: %s %d %d%n", round, next.getKey(), found[0], found[1]);
                results.computeIfAbsent(next.getKey(), any -> new ArrayList<>()).add(found);
            }
        }
        System.out.println("| µs | p50 | p99 |\n| --- | --- | --- |");
        results.forEach((name, found) ->
                System.out.printf(Locale.ROOT, "| %s | %,d | %,d |%n", name, median(found, 0), median(found, 1)));
    }

    private List<Long> latencies(QueueUnderTest engine) throws Exception {
        HikariDataSource database = databases.open();
        try {
            engine.open(database);
            engine.start(new Tally(0));
            Thread.sleep(1_500);
            submit(engine, WARM_UP, 1);
            databases.analyze(database);
            List<Long> latencies = submit(engine, jobs, 10);
            engine.close();
            return latencies;
        } finally {
            databases.empty(database);
        }
    }

    private List<Long> submit(QueueUnderTest engine, int count, int least) throws Exception {
        Random random = new Random(7);
        Tally tally = new Tally(count);
        engine.reportTo(tally);
        for (int i = 0; i < count; i++) {
            Thread.sleep(least + random.nextInt(15 * least / 10));
            engine.submit(Tally.text());
        }
        if (!tally.await(MAX_SECONDS)) {
            System.out.println("# " + tally.missing() + " were left");
        }
        return tally.latencies();
    }

    private static long at(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1_000;
    }

    private static long median(List<long[]> found, int column) {
        return found.stream().map(one -> one[column]).sorted().toList().get(found.size() / 2);
    }
}
