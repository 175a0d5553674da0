package dev.jobgrid.storage;

import dev.jobgrid.storage.internal.h2.H2File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Stores as versions before the first release made them: other tables, and a history that begins with another script. */
final class DevelopmentStore {
    private static final String TABLES = """
            CREATE TABLE {prefix}jobgrid_schema_history (
                installed_rank INT NOT NULL PRIMARY KEY,
                version        VARCHAR(50),
                description    VARCHAR(200) NOT NULL,
                type           VARCHAR(20) NOT NULL,
                script         VARCHAR(1000) NOT NULL,
                checksum       INTEGER,
                installed_by   VARCHAR(100) NOT NULL,
                installed_on   TIMESTAMP NOT NULL DEFAULT now(),
                execution_time INTEGER NOT NULL,
                success        BOOLEAN NOT NULL
            );
            INSERT INTO {prefix}jobgrid_schema_history
                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            VALUES (1, '001', 'jobs', 'SQL', 'V001__jobs.sql', 731441, 'jobgrid', 9, TRUE),
                   (2, '022', 'longest wait', 'SQL', 'V022__longest_wait.sql', -1137505073, 'jobgrid', 9, TRUE);
            CREATE TABLE {prefix}store_level (level INTEGER NOT NULL PRIMARY KEY);
            INSERT INTO {prefix}store_level (level) VALUES (1);
            CREATE TABLE {prefix}jobs (job_id VARCHAR(64) NOT NULL PRIMARY KEY);
            INSERT INTO {prefix}jobs VALUES ('waiting');
            """;

    /** What the first start of such a version left if it was killed in the middle. */
    private static final String PARTS = "CREATE TABLE {prefix}jobs (job_id VARCHAR(64) NOT NULL PRIMARY KEY)";

    private DevelopmentStore() {}

    static void makeH2(Path folder) throws Exception {
        makeH2(folder, TABLES);
    }

    static void makePartsOfH2(Path folder) throws Exception {
        makeH2(folder, PARTS);
    }

    private static void makeH2(Path folder, String tables) throws Exception {
        Files.createDirectories(folder);
        try (Connection connection = H2File.database(H2File.url(folder)).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(in(tables, ""));
            statement.execute("SHUTDOWN");
        }
    }

    /** With the prefix {@code jobgrid_}. */
    static void makePostgres(String schema) throws SQLException {
        TestPostgres.execute(
                "CREATE SCHEMA " + schema + "; SET search_path TO " + schema + "; " + in(TABLES, "jobgrid_"));
    }

    private static String in(String tables, String prefix) {
        return tables.replace("{prefix}", prefix);
    }
}
