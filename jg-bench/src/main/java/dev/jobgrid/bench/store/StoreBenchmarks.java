package dev.jobgrid.bench.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.bench.contest.Databases;
import dev.jobgrid.bench.contest.Usage;
import dev.jobgrid.bench.store.RawContender.Way;
import java.nio.file.Path;
import java.util.ArrayList;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Submits per second, side by side: each round runs every contender once, starting with another one, on empty tables; the
 * first round warms up and is not counted. Prints the median of the rest, and beside it the median of what JobGrid made in a
 * round in relation to the other, so that what slows the machine down for a while slows both; then what a submit used, over
 * all rounds.
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

    private final Databases databases;
    private final long millis;
    private final int rounds;
    private final List<Integer> callers;
    private final String who;
    private final Map<String, Map<Integer, List<Submits>>> results = new LinkedHashMap<>();

    /** Some submits, and what they used. */
    private record Submits(long count, double rate, Usage usage) {
        Submits plus(Submits other) {
            return new Submits(count + other.count, rate, usage.plus(other.usage));
        }
    }

    private StoreBenchmarks(Databases databases, String[] args) {
        this.databases = databases;
        millis = Long.parseLong(args[1]);
        rounds = Integer.parseInt(args[2]);
        callers = Stream.of(args[3].split(",")).map(Integer::valueOf).toList();
        who = args.length > 4 ? args[4] : ".*";
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        try (Databases databases = new Databases(args[0].equals("postgres"), false)) {
            new StoreBenchmarks(databases, args).run();
        }
    }

    private Map<String, Supplier<Contender>> contenders() {
        boolean postgres = databases.isPostgres();
        Path folder = databases.folder();
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

    private void run() throws Exception {
        List<Map.Entry<String, Supplier<Contender>>> all = contenders().entrySet().stream()
                .filter(contender -> contender.getKey().matches(who))
                .toList();
        for (int round = 0; round <= rounds; round++) {
            for (int i = 0; i < all.size(); i++) {
                Map.Entry<String, Supplier<Contender>> next = all.get((i + round) % all.size());
                measure(next.getKey(), next.getValue().get(), round > 0);
            }
        }
        print(all.stream().map(Map.Entry::getKey).toList());
    }

    private void measure(String name, Contender contender, boolean counts) throws Exception {
        HikariDataSource database = databases.open();
        try {
            contender.open(database);
            if (counts) {
                for (int threads : callers) {
                    rate(threads, millis / 5, goesOn(contender)); // opens connections, and plans on each
                    results.computeIfAbsent(name, any -> new LinkedHashMap<>())
                            .computeIfAbsent(threads, any -> new ArrayList<>())
                            .add(measured(threads, contender, database));
                }
            } else {
                warmUp(contender);
            }
            contender.close();
        } finally {
            databases.empty(database);
        }
    }

    private Submits measured(int threads, Contender contender, HikariDataSource database) throws Exception {
        LongAdder count = new LongAdder();
        Usage before = Usage.now(ProcessHandle.current(), databases, database);
        double rate = rate(threads, millis, () -> {
            contender.submit();
            count.increment();
            return true;
        });
        Usage used = Usage.now(ProcessHandle.current(), databases, database).since(before);
        return new Submits(count.sum(), rate, used);
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
        print("submits/s, and JobGrid's in relation", names, (name, threads) -> {
            List<Double> rates = rates(name, threads);
            double relation = median(relations(rates(JOBGRID, threads), rates));
            return String.format(Locale.ROOT, "%,.0f · %.2f", median(rates), relation);
        });
        print(
                "a submit: " + Usage.heading(" · "),
                names,
                (name, threads) -> results.getOrDefault(name, Map.of()).getOrDefault(threads, List.of()).stream()
                        .reduce(Submits::plus)
                        .map(all -> all.usage().perJob(all.count(), " · "))
                        .orElse(""));
    }

    private void print(String heading, List<String> names, BiFunction<String, Integer, String> cell) {
        StringBuilder table = new StringBuilder("\n| ").append(heading).append(" |");
        callers.forEach(threads -> table.append(' ').append(threads).append(threads == 1 ? " caller |" : " callers |"));
        table.append("\n| --- |").append(" --- |".repeat(callers.size())).append('\n');
        for (String name : names) {
            table.append("| ").append(name).append(" |");
            callers.forEach(threads ->
                    table.append(' ').append(cell.apply(name, threads)).append(" |"));
            table.append('\n');
        }
        System.out.print(table);
    }

    private List<Double> rates(String name, int threads) {
        return results.getOrDefault(name, Map.of()).getOrDefault(threads, List.of()).stream()
                .map(Submits::rate)
                .toList();
    }

    private static List<Double> relations(List<Double> rates, List<Double> others) {
        return IntStream.range(0, Math.min(rates.size(), others.size()))
                .mapToObj(round -> rates.get(round) / others.get(round))
                .toList();
    }

    private static double median(List<Double> values) {
        return values.isEmpty() ? Double.NaN : values.stream().sorted().toList().get(values.size() / 2);
    }
}
