package dev.jobgrid.bench.store;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.JobHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How large the file of {@link H2Storage} is beside what it holds: after a load and a minute in which only a lease is written,
 * when it is closed right after the same load, and when all that is live has been copied by H2's {@code SHUTDOWN COMPACT}. The
 * bound is three times the last, and 64 MB.
 *
 * <p>Arguments: seconds without load, and loads as {@code jobs x lines}, such as {@code 60 20000x20 8000x20}.
 */
public final class FileSizeBenchmark {
    private static final long MEGABYTE = 1_000_000;
    private static final long SLACK = 64 * MEGABYTE;
    private static final int TIMES = 3;
    private static final int WRITERS = 8;

    /** Transitions of a job that is assigned, runs and ends. */
    private static final int CHANGES = 5;

    private static final long LEASE_MILLIS = 1_000;

    private final Path folder;
    private final int jobs;
    private final int lines;
    private final int quietSeconds;

    private FileSizeBenchmark(Path folder, String load, int quietSeconds) {
        String[] parts = load.split("x");
        this.folder = folder;
        jobs = Integer.parseInt(parts[0]);
        lines = Integer.parseInt(parts[1]);
        this.quietSeconds = quietSeconds;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        System.out.println(
                "| jobs x lines | s of load | after the load | idle | closed | compact | bound | s of closing |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (int i = 1; i < args.length; i++) {
            Path folder = Files.createTempDirectory("jobgrid-file");
            try {
                new FileSizeBenchmark(folder, args[i], Integer.parseInt(args[0])).run(args[i]);
            } finally {
                delete(folder);
            }
        }
    }

    private void run(String load) throws Exception {
        long idle;
        long loaded;
        double loading;
        Path first = folder.resolve("first");
        try (H2Storage storage = H2Storage.open(first)) {
            long began = System.nanoTime();
            fill(storage);
            loading = seconds(began);
            loaded = size(first);
            idle(storage);
            idle = size(first);
        }
        Path second = folder.resolve("second");
        H2Storage storage = H2Storage.open(second);
        fill(storage);
        long began = System.nanoTime();
        storage.close();
        double closing = seconds(began);
        long closed = size(second);
        long compact = compact(second);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %d | %d | %d | %d | %d | %.1f |%n",
                load,
                loading,
                loaded / MEGABYTE,
                idle / MEGABYTE,
                closed / MEGABYTE,
                compact / MEGABYTE,
                (TIMES * compact + SLACK) / MEGABYTE,
                closing);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    /** Writes the lease of an idle grid. */
    private void idle(H2Storage storage) throws InterruptedException {
        Job job = created("lease").job();
        storage.jobs().create(List.of(created("lease")));
        long until = System.nanoTime() + quietSeconds * 1_000_000_000L;
        while (System.nanoTime() < until) {
            Thread.sleep(LEASE_MILLIS);
            job = changed(storage, job);
        }
    }

    private void fill(H2Storage storage) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(i);
                writers.add(threads.submit(() -> {
                    for (int job = next.getAndIncrement(); job < jobs; job = next.getAndIncrement()) {
                        live(storage, "job-" + job, random);
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Writes all transitions of one job. */
    private void live(H2Storage storage, String id, Random random) {
        Job job = created(id).job();
        storage.jobs().create(List.of(created(id)));
        for (int change = 0; change < CHANGES; change++) {
            job = changed(storage, job);
        }
        List<LogLine> printed = IntStream.rangeClosed(1, lines)
                .mapToObj(line -> new LogLine(
                        line,
                        LogStream.STDOUT,
                        Instant.now(),
                        "step " + line + " of " + lines + ", loss " + random.nextDouble(),
                        false))
                .toList();
        // As they come: some now, some then.
        for (int from = 0; from < lines; from += 10) {
            List<LogLine> some = printed.subList(from, Math.min(lines, from + 10));
            storage.logs().append(new LogChunk(new RunKey(job.ref(), 1), from, some, "position " + from));
        }
    }

    private static NewJob created(String id) {
        JobSpec spec = JobSpec.builder("bench", "acme/train:cuda12", WorkloadType.BATCH)
                .command("python", "train.py", "--seed", id)
                .build();
        return JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), spec, Instant.now());
    }

    private static Job changed(H2Storage storage, Job job) {
        Transition change = Transition.of(job, Instant.now())
                .event("job.note", "Note", "a program was looked at")
                .build();
        storage.jobs().apply(change);
        return change.after();
    }

    private static Path file(Path folder) {
        return folder.resolve("jobgrid.mv.db");
    }

    private static long size(Path folder) throws IOException {
        return Files.size(file(folder));
    }

    /** The size of a closed database once nothing but what is live is in its file. */
    private static long compact(Path folder) throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("jobgrid") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
                + ";DEFAULT_NULL_ORDERING=HIGH;PAGE_SIZE=4096";
        try (Connection connection = DriverManager.getConnection(url, "jobgrid", "");
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return size(folder);
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
