package dev.jobgrid.bench.work;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this JVM and PostgreSQL have used so far. Processor time is what the kernel counts for their processes, so that other programs on
 * the machine change it little. The figures of PostgreSQL are 0 for another database.
 *
 * @param jvmNanos processor time of this JVM
 * @param databaseNanos processor time of PostgreSQL's processes, also of those that have ended
 * @param walBytes bytes of its write-ahead log
 * @param commits transactions with a commit
 * @param updates row versions written by updates
 * @param hotUpdates those of them that wrote no index entry
 * @param keptBytes size of all tables with their indexes
 */
record Usage(
        long jvmNanos, long databaseNanos, long walBytes, long commits, long updates, long hotUpdates, long keptBytes) {
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final OperatingSystemMXBean JVM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final String STATISTICS = """
            SELECT pg_backend_pid(), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'),
                   (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
                   (SELECT COALESCE(sum(n_tup_upd), 0) FROM pg_stat_user_tables),
                   (SELECT COALESCE(sum(n_tup_hot_upd), 0) FROM pg_stat_user_tables),
                   (SELECT COALESCE(sum(pg_total_relation_size(relid)), 0) FROM pg_stat_user_tables)
            """;

    static Usage now(HikariDataSource database, boolean isPostgres) throws SQLException, IOException {
        if (!isPostgres) {
            return new Usage(JVM.getProcessCpuTime(), 0, 0, 0, 0, 0, 0);
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // Statistics of other backends are flushed within a second of their last transaction.
            statement.execute("SELECT pg_stat_clear_snapshot()");
            try (ResultSet row = statement.executeQuery(STATISTICS)) {
                row.next();
                return new Usage(
                        JVM.getProcessCpuTime(),
                        databaseNanos(row.getLong(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6));
            }
        }
    }

    /** Of all processes of the server that has this backend. */
    private static long databaseNanos(long backend) throws IOException {
        long server = stat(backend).orElseThrow().parent();
        long ticks = stat(server).orElseThrow().ofEnded();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            List<Long> ids = processes
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .toList();
            for (long id : ids) {
                ticks += stat(id).filter(process -> id == server || process.parent() == server)
                        .map(Ticks::own)
                        .orElse(0L);
            }
        }
        return ticks * NANOS_PER_TICK;
    }

    /** Ticks of a process, and those of its children that have ended. */
    private record Ticks(long parent, long own, long ofEnded) {}

    private static Optional<Ticks> stat(long id) throws IOException {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(id), "stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return Optional.of(new Ticks(
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14])));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What was used since; the size of tables is the present one. */
    Usage since(Usage before) {
        return new Usage(
                jvmNanos - before.jvmNanos,
                databaseNanos - before.databaseNanos,
                walBytes - before.walBytes,
                commits - before.commits,
                updates - before.updates,
                hotUpdates - before.hotUpdates,
                keptBytes);
    }

    static String heading() {
        return "JVM µs | database µs | WAL KB | commits | HOT % | kept KB |";
    }

    /** The cells of a table under {@link #heading}, for one job of so many. */
    String perJob(int jobs) {
        return String.format(
                Locale.ROOT,
                "%,.0f | %,.0f | %.1f | %.3f | %.0f | %.1f |",
                jvmNanos / 1e3 / jobs,
                databaseNanos / 1e3 / jobs,
                walBytes / 1024.0 / jobs,
                (double) commits / jobs,
                updates == 0 ? 0 : 100.0 * hotUpdates / updates,
                keptBytes / 1024.0 / jobs);
    }
}
