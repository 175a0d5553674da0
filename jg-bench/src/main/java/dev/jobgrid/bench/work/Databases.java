package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Databases as durable as they come, and a pool of 20 connections for everyone. */
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

    /** Where contenders may keep files. */
    Path folder() {
        return folder;
    }

    boolean isPostgres() {
        return server.isPresent();
    }

    /** A pool of an empty database. */
    HikariDataSource open() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.map(running ->
                        running.getJdbcUrl("postgres", "postgres") + "&reWriteBatchedInserts=true")
                .orElse("jdbc:h2:" + folder.resolve("h2").resolve("bench") + ";WRITE_DELAY=0"));
        config.setMaximumPoolSize(20);
        return new HikariDataSource(config);
    }

    /** Leaves nothing behind, and closes the pool. */
    void empty(HikariDataSource database) throws SQLException, IOException {
        if (server.isPresent()) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA public CASCADE");
                statement.execute("DROP SCHEMA IF EXISTS jobgrid CASCADE");
                statement.execute("CREATE SCHEMA public");
                statement.execute("CHECKPOINT");
            }
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
