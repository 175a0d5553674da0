package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.SchemaScripts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A grid in the database of an application that keeps its own tables by Flyway, both with their default settings. */
class ApplicationFlywayTest {
    @TempDir
    private Path folder;

    private final DataSource database = database();

    private static DataSource database() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(TestPostgres.url("application"));
        return database;
    }

    @BeforeEach
    void createDatabase() {
        TestPostgres.execute("CREATE DATABASE application");
    }

    @AfterEach
    void dropDatabase() {
        TestPostgres.execute("DROP DATABASE application WITH (FORCE)");
    }

    private void startApplication() {
        Flyway.configure().dataSource(database).load().migrate();
    }

    private PostgresStorageBuilder grid() {
        return PostgresStorage.builder().dataSource(database).blobFolder(folder);
    }

    private void startGrid() {
        grid().open().close();
    }

    private List<String> schemasOf(String table) {
        return Jdbi.create(database)
                .withHandle(handle -> handle.createQuery(
                                "SELECT schemaname FROM pg_catalog.pg_tables WHERE tablename = :table ORDER BY 1")
                        .bind("table", table)
                        .mapTo(String.class)
                        .list());
    }

    private List<String> applied(String history) {
        return Jdbi.create(database)
                .withHandle(handle -> handle.createQuery("SELECT version FROM " + history
                                + " WHERE version IS NOT NULL AND type <> 'BASELINE' ORDER BY installed_rank")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void anApplicationStartsAfterTheGridAndBothStartAgain() {
        startGrid();
        startApplication();
        startGrid();
        startApplication();

        assertApart();
    }

    @Test
    void anApplicationStartsBeforeTheGridAndBothStartAgain() {
        startApplication();
        startGrid();
        startApplication();
        startGrid();

        assertApart();
    }

    private void assertApart() {
        assertThat(applied("public.flyway_schema_history")).containsExactly("1", "900");
        assertThat(applied("jobgrid.jobgrid_jobgrid_schema_history"))
                .hasSize(SchemaScripts.FILES.size())
                .endsWith(SchemaMigration.VERSION);
        assertThat(schemasOf("orders")).containsExactly("public");
        assertThat(schemasOf("jobgrid_jobs")).containsExactly("jobgrid");
        grid().migrates(false).open().close();
    }

    @Test
    void aScriptForNewTablesMakesThemInTheSchemaJobgrid() throws SQLException {
        execute(grid().schemaScript(""));

        grid().migrates(false).open().close();
        assertThat(schemasOf("jobgrid_jobs")).containsExactly("jobgrid");
    }

    @Test
    void whoMayMakeNoSchemaIsToldTheWaysOut() {
        assertToldTheWaysOut(grid().dataSource(plainUser()), "jobgrid");
    }

    @Test
    void whoMayMakeNoTablesIsToldTheWaysOut() throws SQLException {
        DataSource plain = plainUser();
        execute("CREATE SCHEMA theirs; GRANT USAGE ON SCHEMA theirs TO plain");

        assertToldTheWaysOut(grid().dataSource(plain).schema("theirs"), "theirs");
    }

    private static void assertToldTheWaysOut(PostgresStorageBuilder builder, String schema) {
        assertThatThrownBy(builder::open)
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("the schema '" + schema + "' cannot be made")
                .hasMessageContaining("CREATE SCHEMA " + schema + " AUTHORIZATION plain")
                .hasMessageContaining("schema(…)")
                .as("told before anything was tried, which Flyway does ten times")
                .hasNoCause();
    }

    @Test
    void whoMayOnlyMakeTablesInASchemaNeedsNoMore() throws SQLException {
        DataSource plain = plainUser();
        execute("CREATE SCHEMA theirs AUTHORIZATION plain");

        grid().dataSource(plain).schema("theirs").open().close();

        assertThat(schemasOf("jobgrid_jobs")).containsExactly("theirs");
    }

    @Test
    void whoMayMakeNothingOpensTablesThatAreThere() throws SQLException {
        startGrid();
        DataSource plain = plainUser();
        execute("GRANT USAGE ON SCHEMA jobgrid TO plain; GRANT ALL ON ALL TABLES IN SCHEMA jobgrid TO plain");

        grid().dataSource(plain).open().close();
    }

    private static DataSource plainUser() {
        TestPostgres.execute("DROP ROLE IF EXISTS plain; CREATE ROLE plain LOGIN PASSWORD 's3cret'");
        PGSimpleDataSource plain = new PGSimpleDataSource();
        plain.setUrl(TestPostgres.url("application"));
        plain.setUser("plain");
        plain.setPassword("s3cret");
        return plain;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
