package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Databases with full durability, and a pool of 20 connections for each contender. */
final class Databases implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("jobgrid-bench");
    private final Optional<EmbeddedPostgres> server;

    /** A PostgreSQL of our own, or H2 in files. */
    Databases(boolean postgres) throws IOException {
        server = postgres ? Optional.of(server()) : Optional.empty();
    }

    private static EmbeddedPostgres server() throws IOException {
        // The embedded server is set up for tests otherwise.
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "300")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .start();
    }

    /** Folder for files of the contenders. */
    Path folder() {
        return folder;
    }

    boolean isPostgres() {
        return server.isPresent();
    }

    /** A pool of an empty database. */
    HikariDataSource open() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                server.map(running -> running.getJdbcUrl("postgres", "postgres") + "&reWriteBatchedInserts=true")
                        .orElse("jdbc:h2:" + folder.resolve("h2").resolve("bench") + ";WRITE_DELAY=0"));
        config.setMaximumPoolSize(20);
        return new HikariDataSource(config);
    }

    /** Starts counting statements, if the database supports it. */
    void count(HikariDataSource database) throws SQLException {
        if (server.isPresent()) {
            execute(database, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements", "SELECT pg_stat_statements_reset()");
        }
    }

    /**
     * Has plans made anew for the tables as they are now, as PostgreSQL does by itself within a minute: those made while the
     * tables were empty read all of them.
     */
    void analyze(HikariDataSource database) throws SQLException {
        if (server.isPresent()) {
            execute(database, "ANALYZE");
        }
    }

    /** Prints the statements per job, and the slowest ones. */
    void printCounted(HikariDataSource database, int jobs) throws SQLException {
        if (server.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT calls, total_exec_time + total_plan_time AS took, rows, regexp_replace(query, '\\s+', ' ',"
                                + " 'g') AS query FROM pg_stat_statements ORDER BY took DESC")) {
            double calls = 0;
            double took = 0;
            for (int i = 0; rows.next(); i++) {
                calls += rows.getLong("calls");
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
            System.out.printf(
                    Locale.ROOT, "#   %.2f statements a job, of %.0f µs in all%n", calls / jobs, 1_000 * took / jobs);
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
    void empty(HikariDataSource database) throws SQLException, IOException {
        if (server.isPresent()) {
            execute(
                    database,
                    "DROP SCHEMA public CASCADE",
                    "DROP SCHEMA IF EXISTS jobgrid CASCADE",
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
