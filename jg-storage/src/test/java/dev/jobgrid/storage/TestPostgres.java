package dev.jobgrid.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** A real PostgreSQL for the tests of this JVM, started by the first that needs it; it ends with the JVM. */
final class TestPostgres {
    private static final String PREFIX = "jg_";

    private TestPostgres() {}

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static String url() {
        return Server.RUNNING.getJdbcUrl("postgres", "postgres");
    }

    static DataSource database() {
        return Server.RUNNING.getPostgresDatabase();
    }

    /** The storage in a schema of its own, which is emptied if it is there. */
    static PostgresStorage emptyStorage(String schema, Path blobs) {
        PostgresStorage storage = builder(schema, blobs).open();
        empty(schema);
        return storage;
    }

    static PostgresStorageBuilder builder(String schema, Path blobs) {
        return PostgresStorage.builder()
                .url(url())
                .schema(schema)
                .tablePrefix(PREFIX)
                .blobFolder(blobs);
    }

    private static void empty(String schema) {
        execute(TableNames.TABLES.stream()
                .filter(table -> !table.equals(Schema.HISTORY))
                .map(table -> "DELETE FROM " + schema + "." + PREFIX + table)
                .collect(Collectors.joining("; ")));
    }

    static void execute(String sql) {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
