package dev.jobgrid.bench.contest;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Databases with full durability, and a pool of 20 connections for each contender. */
public final class Databases implements AutoCloseable {
    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final String OLD_BACKENDS = """
            SELECT count(*) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND backend_start < ?
            """;

    private final Path folder = Files.createTempDirectory("jobgrid-bench");
    private final Optional<EmbeddedPostgres> server;

    /** A PostgreSQL of our own, which counts statements, or H2 in files. */
    public Databases(boolean postgres) throws IOException {
        this(postgres, true);
    }

    /** The same; statements are not counted where each is what is measured. */
    public Databases(boolean postgres, boolean countsStatements) throws IOException {
        server = postgres ? Optional.of(server(countsStatements)) : Optional.empty();
    }

    private static EmbeddedPostgres server(boolean countsStatements) throws IOException {
        // The embedded server is set up for tests otherwise.
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "300")
                .setServerConfig("shared_preload_libraries", countsStatements ? "pg_stat_statements" : "")
                .start();
    }

    /** Folder for files of the contenders. */
    public Path folder() {
        return folder;
    }

    /** Whether it is PostgreSQL. */
    public boolean isPostgres() {
        return server.isPresent();
    }

    /** A pool of an empty database. */
    public HikariDataSource open() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                server.map(running -> running.getJdbcUrl("postgres", "postgres") + "&reWriteBatchedInserts=true")
                        .orElse("jdbc:h2:" + folder.resolve("h2").resolve("bench") + ";WRITE_DELAY=0"));
        config.setMaximumPoolSize(20);
        return new HikariDataSource(config);
    }

    /** Starts counting statements, if the database supports it. */
    public void count(HikariDataSource database) throws SQLException {
        if (server.isPresent()) {
            execute(database, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements", "SELECT pg_stat_statements_reset()");
        }
    }

    /**
     * Has PostgreSQL's backends report what they did, as they do when they end: replaces all connections of the pool. Waits two
     * seconds at most for those of others.
     */
    public void settle(HikariDataSource database) throws SQLException, InterruptedException {
        if (server.isEmpty()) {
            return;
        }
        Instant began = Instant.now();
        HikariPoolMXBean pool = database.getHikariPoolMXBean();
        pool.softEvictConnections();
        while (Instant.now().isBefore(began.plus(SETTLED))
                && (pool.getTotalConnections() < database.getMaximumPoolSize() || hasBackends(database, began))) {
            Thread.sleep(20);
        }
    }

    private static boolean hasBackends(HikariDataSource database, Instant before) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(OLD_BACKENDS)) {
            statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }

    /**
     * Has plans made anew for the tables as they are now, as PostgreSQL does by itself within a minute: those made while the
     * tables were empty read all of them.
     */
    public void analyze(HikariDataSource database) throws SQLException {
        if (server.isPresent()) {
            execute(database, "ANALYZE");
        }
    }

    /** Prints the statements that took longest, and the time of all a job. */
    public void printCounted(HikariDataSource database, int jobs) throws SQLException {
        if (server.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT calls, total_exec_time + total_plan_time AS took, rows, regexp_replace(query, '\\s+', ' ',"
                                + " 'g') AS query FROM pg_stat_statements ORDER BY took DESC")) {
            double took = 0;
            for (int i = 0; rows.next(); i++) {
                took += rows.getDouble("took");
                if (i < 8) {
                    System.out.printf(
                            Locale.ROOT,
                            "#   %6d calls, %6.0f ms, %6d rows: %.90s%n",
                            rows.getLong("calls"),
                            rows.getDouble("took"),
                            rows.getLong("rows"),
                            rows.getString("query"));
                }
            }
            System.out.printf(Locale.ROOT, "#   %.0f µs a job in all statements%n", 1_000 * took / jobs);
        }
    }

    private static void execute(HikariDataSource database, String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Drops all tables and closes the pool. */
    public void empty(HikariDataSource database) throws SQLException, IOException {
        if (server.isPresent()) {
            execute(
                    database,
                    "DROP SCHEMA public CASCADE",
                    "DROP SCHEMA IF EXISTS jobgrid, graphile_worker, pgboss CASCADE",
                    "CREATE SCHEMA public",
                    "CHECKPOINT");
        }
        database.close();
        delete(folder.resolve("h2"));
        delete(folder.resolve("data"));
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

    @Override
    public void close() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
        delete(folder);
    }
}
