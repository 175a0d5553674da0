package dev.jobgrid.bench.contest;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;

/**
 * What a contender's process and PostgreSQL have used so far. Processor time is what the kernel counts for their processes, so that
 * other programs on the machine change it little. The figures of PostgreSQL are 0 for another database.
 *
 * @param processNanos processor time of the process that has the contender
 * @param databaseNanos processor time of PostgreSQL's processes, also of those that have ended
 * @param walBytes bytes of its write-ahead log
 * @param commits transactions that wrote
 */
public record Usage(long processNanos, long databaseNanos, long walBytes, long commits) {
    private static final String STATISTICS = """
            SELECT pg_backend_pid(), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'),
                   pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            """;

    /** What they have used up to now. */
    public static Usage now(ProcessHandle process, Databases databases, HikariDataSource database)
            throws SQLException, IOException {
        long nanos = process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
        if (!databases.isPostgres()) {
            return new Usage(nanos, 0, 0, 0);
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATISTICS)) {
            row.next();
            return new Usage(nanos, ServerProcesses.nanos(row.getLong(1)), row.getLong(2), row.getLong(3));
        }
    }

    /** What was used since. */
    public Usage since(Usage before) {
        return new Usage(
                processNanos - before.processNanos,
                databaseNanos - before.databaseNanos,
                walBytes - before.walBytes,
                commits - before.commits);
    }

    /** Both together. */
    public Usage plus(Usage other) {
        return new Usage(
                processNanos + other.processNanos,
                databaseNanos + other.databaseNanos,
                walBytes + other.walBytes,
                commits + other.commits);
    }

    /** Processor time of both. */
    public long nanos() {
        return processNanos + databaseNanos;
    }

    /** Names of the figures of {@link #perJob}. */
    public static String heading(String separator) {
        return String.join(separator, "process µs", "database µs", "WAL KB", "commits");
    }

    /** The figures for one job of so many. */
    public String perJob(long jobs, String separator) {
        return String.join(
                separator,
                String.format(Locale.ROOT, "%,.0f", processNanos / 1e3 / jobs),
                String.format(Locale.ROOT, "%,.0f", databaseNanos / 1e3 / jobs),
                String.format(Locale.ROOT, "%.1f", walBytes / 1024.0 / jobs),
                String.format(Locale.ROOT, "%.3f", (double) commits / jobs));
    }
}
