package dev.jobgrid.storage;

import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL for the tests of this JVM, started by the first that needs it; it ends with the JVM. */
public final class TestPostgres {
    private static final String PREFIX = "jg_";

    /** A jar with the programs of another version than that on the class path. */
    private static final @Nullable String BINARIES = System.getProperty("jobgrid.postgres");

    private TestPostgres() {}

    /** The packed programs, as the jars of all versions hold them. */
    private static InputStream binaries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry packed = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(jar + " holds no programs"));
            return new ByteArrayInputStream(zip.getInputStream(packed).readAllBytes());
        }
    }

    /** The major version of the server, 14 or newer. */
    static int major() {
        try (Connection connection = database().getConnection()) {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres.Builder server = EmbeddedPostgres.builder()
                        .setPort(FreePort.find())
                        .setServerConfig("max_connections", "200")
                        // What statements cost.
                        .setServerConfig("shared_preload_libraries", "pg_stat_statements");
                if (BINARIES != null) {
                    server.setPgBinaryResolver((system, machine) -> binaries(Path.of(BINARIES)));
                }
                return server.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static String url() {
        return url("postgres");
    }

    /** Of a database that a test has made. */
    static String url(String name) {
        return Server.RUNNING.getJdbcUrl("postgres", name);
    }

    static DataSource database() {
        return Server.RUNNING.getPostgresDatabase();
    }

    /** The storage in a schema of its own, which is emptied if it is there. */
    public static PostgresStorage emptyStorage(String schema, Path blobs) {
        PostgresStorage storage = builder(schema, blobs).open();
        empty(schema);
        return storage;
    }

    public static PostgresStorageBuilder builder(String schema, Path blobs) {
        return PostgresStorage.builder()
                .url(url())
                .schema(schema)
                .tablePrefix(PREFIX)
                .blobFolder(blobs);
    }

    /** Of the tables in this schema. */
    static TableNames names(String schema) {
        return TableNames.in(schema, PREFIX);
    }

    private static void empty(String schema) {
        execute(TableNames.TABLES.stream()
                .filter(table -> !Set.of(SchemaMigration.HISTORY, "store_identity", "store_level")
                        .contains(table))
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
