package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.bench.contest.Databases;
import dev.jobgrid.bench.contest.TableUsage;
import dev.jobgrid.bench.contest.ThreadUsage;
import dev.jobgrid.bench.contest.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How fast a queue of jobs that do nothing is worked off, and what one job costs: each round runs every contender once, starting with
 * another one, on empty tables; the first round warms up with a tenth of the jobs and is not counted. Prints a table with the median of
 * the rest; the costs are those of the round with the median processor time.
 *
 * <p>Arguments: {@code postgres} or {@code h2}, jobs, rounds, and a pattern for the names of those who take part.
 */
public final class DrainBenchmark {
    private static final int MAX_SECONDS = 300;
    private static final List<String> OF_NPM = List.of(
            "graphile-worker",
            "graphile-worker, kept",
            "graphile-worker, batches",
            "graphile-worker, batches, kept",
            "pg-boss");

    private final Databases databases;
    private final int jobs;
    private final int rounds;
    private final String who;
    private final Map<String, List<Round>> counted = new LinkedHashMap<>();

    private record Round(long jobs, double seconds, Usage usage, TableUsage tables, Optional<ThreadUsage> threads) {
        double rate() {
            return jobs / seconds;
        }

        static String heading() {
            return Usage.heading(" | ") + " | " + TableUsage.heading() + " " + ThreadUsage.heading();
        }

        String perJob() {
            return usage.perJob(jobs, " | ") + " | " + tables.perJob(jobs, usage.commits()) + " "
                    + threads.map(used -> used.perJob(jobs)).orElse("| |");
        }
    }

    private DrainBenchmark(Databases databases, String[] args) {
        this.databases = databases;
        jobs = Integer.parseInt(args[1]);
        rounds = Integer.parseInt(args[2]);
        who = args.length > 3 ? args[3] : ".*";
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        try (Databases databases = new Databases(args[0].equals("postgres"))) {
            new DrainBenchmark(databases, args).run();
        }
        System.exit(0); // a library may leave threads
    }

    private Map<String, Supplier<QueueUnderTest>> engines() throws Exception {
        boolean postgres = databases.isPostgres();
        Map<String, Supplier<QueueUnderTest>> engines = new LinkedHashMap<>();
        engines.put("raw, an end a commit", () -> new RawEngine(RawEngine.Way.PLAIN, postgres));
        engines.put("raw, combined ends", () -> new RawEngine(RawEngine.Way.COMBINED, postgres));
        engines.put("JobGrid", () -> new GridEngine(postgres, databases.folder()));
        engines.put("db-scheduler", () -> new DbSchedulerEngine(postgres, false));
        if (postgres) {
            engines.put("db-scheduler, kept", () -> new DbSchedulerEngine(true, true));
        }
        engines.put("JobRunr", () -> new JobRunrEngine(postgres));
        if (postgres && OF_NPM.stream().anyMatch(name -> name.matches(who))) {
            NpmPackages.installed()
                    .ifPresent(packages ->
                            OF_NPM.forEach(name -> engines.put(name, () -> new NpmEngine(packages, name))));
        }
        return engines;
    }

    private void run() throws Exception {
        List<Map.Entry<String, Supplier<QueueUnderTest>>> all = engines().entrySet().stream()
                .filter(engine -> engine.getKey().matches(who))
                .toList();
        for (int round = 0; round <= rounds; round++) {
            for (int i = 0; i < all.size(); i++) {
                Map.Entry<String, Supplier<QueueUnderTest>> next = all.get((i + round) % all.size());
                Round result = drained(next.getValue().get(), round == 0 ? jobs / 10 : jobs);
                System.out.printf(
                        Locale.ROOT,
                        "# round %d: %s %,.0f | %s%n",
                        round,
                        next.getKey(),
                        result.rate(),
                        result.perJob());
                if (round > 0) {
                    counted.computeIfAbsent(next.getKey(), any -> new ArrayList<>())
                            .add(result);
                }
            }
        }
        print();
    }

    private Round drained(QueueUnderTest engine, int count) throws Exception {
        HikariDataSource database = databases.open();
        try {
            engine.open(database);
            engine.submitMany(count);
            databases.count(database);
            databases.settle(database);
            TableUsage tables = TableUsage.now(databases, database);
            Tally tally = new Tally(count);
            try (ThreadUsage.Watch threads = ThreadUsage.watch()) {
                Usage before = Usage.now(engine.process(), databases, database);
                engine.start(tally);
                if (!tally.await(MAX_SECONDS)) {
                    System.out.println("# " + tally.missing() + " were left");
                }
                Usage used = Usage.now(engine.process(), databases, database).since(before);
                Optional<ThreadUsage> watched = engine.process().equals(ProcessHandle.current())
                        ? Optional.of(threads.end())
                        : Optional.empty();
                databases.printCounted(database, count);
                engine.close();
                databases.settle(database);
                TableUsage written = TableUsage.now(databases, database).since(tables);
                return new Round(count - tally.missing(), tally.seconds(), used, written, watched);
            }
        } finally {
            databases.empty(database);
        }
    }

    private void print() {
        System.out.println("| jobs/s | median | least | most | " + Round.heading() + "\n| --- |" + " --- |".repeat(13));
        counted.forEach((name, results) -> {
            List<Double> rates = results.stream().map(Round::rate).sorted().toList();
            Round median = results.stream()
                    .sorted(Comparator.comparingLong(result -> result.usage().nanos()))
                    .toList()
                    .get(results.size() / 2);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %,.0f | %,.0f | %s%n",
                    name,
                    rates.get(rates.size() / 2),
                    rates.get(0),
                    rates.get(rates.size() - 1),
                    median.perJob());
        });
    }
}
