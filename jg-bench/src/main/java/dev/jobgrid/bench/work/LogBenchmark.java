package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.bench.contest.Databases;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.PostgresStorage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Logs on PostgreSQL: lines a second that eight jobs store, what a line takes on the disk, and a page at a random place of all,
 * beside a table with a row for each line that is read by its key.
 *
 * <p>Arguments: milliseconds a measurement, lines to read from, and rounds.
 */
public final class LogBenchmark {
    private static final int JOBS = 8;
    private static final int CHUNK = 500;
    private static final int PAGE = 500;
    private static final int PAGES = 300;

    private final HikariDataSource database;
    private final LogStore logs;
    private final long millis;
    private final long lines;
    private final int rounds;

    private LogBenchmark(HikariDataSource database, LogStore logs, String[] args) {
        this.database = database;
        this.logs = logs;
        millis = Long.parseLong(args[0]);
        lines = Long.parseLong(args[1]);
        rounds = Integer.parseInt(args[2]);
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        try (Databases databases = new Databases(true);
                HikariDataSource database = databases.open();
                Storage storage = PostgresStorage.builder()
                        .dataSource(database)
                        .schema("jobgrid")
                        .blobFolder(databases.folder())
                        .open()) {
            new LogBenchmark(database, storage.logs(), args).run();
        }
    }

    private static JobRef job(String name) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(name));
    }

    private void run() throws Exception {
        List<Double> rates = new ArrayList<>();
        long stored = 0;
        for (int round = 0; round <= rounds; round++) {
            long began = System.nanoTime();
            long count = stored(round);
            stored += count;
            double rate = count * 1e9 / (System.nanoTime() - began);
            System.out.printf(Locale.ROOT, "# round %d: %,.0f lines/s%n", round, rate);
            if (round > 0) {
                rates.add(rate);
            }
        }
        System.out.printf(Locale.ROOT, "lines/s, %d jobs: %,.0f%n", JOBS, median(rates));
        execute("VACUUM ANALYZE jobgrid.jobgrid_job_log_chunks");
        System.out.printf(
                Locale.ROOT,
                "bytes a line, indexes and all: %.1f of %d%n",
                number("SELECT pg_total_relation_size('jobgrid.jobgrid_job_log_chunks')") / (double) stored,
                TrainingLog.text(0).length());
        fill();
        pages();
    }

    private long stored(int round) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(JOBS);
        try {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                TrainingLog log = new TrainingLog(new RunKey(job("writes-" + round + "-" + i), 1));
                Callable<Long> writer = () -> {
                    long until = System.nanoTime() + millis * 1_000_000;
                    long count = 0;
                    while (System.nanoTime() < until) {
                        logs.append(log.next(CHUNK));
                        count += CHUNK;
                    }
                    return count;
                };
                counts.add(pool.submit(writer));
            }
            long count = 0;
            for (Future<Long> each : counts) {
                count += each.get();
            }
            return count;
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * Stores all lines in one job: the chunks of one part of it again and again, since they do not hold their numbers.
     */
    private void fill() throws SQLException {
        JobRef job = job("long");
        TrainingLog log = new TrainingLog(new RunKey(job, 1));
        int part = 20_000;
        for (int i = 0; i < part / CHUNK; i++) {
            logs.append(log.next(CHUNK));
        }
        execute(
                "INSERT INTO jobgrid.jobgrid_job_log_chunks (workspace_id, job_id, last_entry_id, first_entry_id, streams,"
                        + " packed_lines) SELECT workspace_id, job_id, last_entry_id + n * " + part
                        + ", first_entry_id + n * "
                        + part + ", streams, packed_lines FROM jobgrid.jobgrid_job_log_chunks, generate_series(1, "
                        + (lines / part - 1) + ") n WHERE job_id = 'long'");
        execute("CREATE TABLE log_lines (job_id BIGINT NOT NULL, seq BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL, stream"
                + " SMALLINT NOT NULL, line TEXT NOT NULL)");
        execute("INSERT INTO log_lines SELECT 1, n, now(), 1, '" + TrainingLog.text(0) + "' FROM generate_series(1, "
                + lines + ") n");
        execute("ALTER TABLE log_lines ADD PRIMARY KEY (job_id, seq)");
        execute("VACUUM ANALYZE log_lines");
        execute("VACUUM ANALYZE jobgrid.jobgrid_job_log_chunks");
    }

    private void pages() throws SQLException {
        List<Double> raw = new ArrayList<>();
        List<Double> grid = new ArrayList<>();
        Random random = new Random(3);
        for (int round = 0; round <= rounds; round++) {
            List<Double> ofRaw = new ArrayList<>();
            List<Double> ofGrid = new ArrayList<>();
            for (int i = 0; i < PAGES; i++) {
                long after = (long) (random.nextDouble() * (lines - PAGE));
                ofRaw.add(micros(() -> rawPage(after)));
                ofGrid.add(micros(() -> logs.read(job("long"), LogQuery.after(after, PAGE))
                        .lines()
                        .size()));
            }
            if (round > 0) {
                raw.add(median(ofRaw));
                grid.add(median(ofGrid));
            }
        }
        System.out.printf(Locale.ROOT, "page of %d, µs: raw %,.0f, JobGrid %,.0f%n", PAGE, median(raw), median(grid));
    }

    private interface Page {
        int read() throws SQLException;
    }

    private static double micros(Page page) throws SQLException {
        long began = System.nanoTime();
        int found = page.read();
        if (found != PAGE) {
            throw new IllegalStateException("a page of " + found + " lines");
        }
        return (System.nanoTime() - began) / 1e3;
    }

    private int rawPage(long after) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT seq, at, stream, line FROM log_lines"
                        + " WHERE job_id = 1 AND seq > ? ORDER BY seq LIMIT " + PAGE)) {
            select.setLong(1, after);
            int found = 0;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found += rows.getString(4).isEmpty() ? 0 : 1;
                }
            }
            return found;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
