package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.SchemaScripts;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class SchemaMigrationTest {
    private static DataSource database(String name) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + name + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
        return database;
    }

    @Test
    void theVersionLookedForIsThatOfTheNewestScript() {
        MigrationInfo[] scripts =
                SchemaMigration.flyway(database("newest")).info().all();

        assertThat(scripts).hasSize(SchemaScripts.FILES.size());
        assertThat(scripts[scripts.length - 1].getVersion().getVersion()).isEqualTo(SchemaMigration.VERSION);
    }

    @Test
    void aCurrentDatabaseIsLeftAsItIsAndPassesFlywaysChecks() {
        DataSource database = database("current");
        SchemaMigration.migrate(database, Jdbi.create(database));
        SchemaMigration.migrate(database, Jdbi.create(database));

        Flyway flyway = SchemaMigration.flyway(database);
        assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
        assertThat(flyway.info().pending()).isEmpty();
        assertThat(flyway.info().applied()).hasSize(SchemaScripts.FILES.size());
    }

    @Test
    void aStoreThatOnlyNewerReleasesMayOpenIsRefused() {
        DataSource database = database("newer");
        Jdbi jdbi = Jdbi.create(database);
        SchemaMigration.migrate(database, jdbi);
        newerReleaseMigrated(jdbi);
        jdbi.useHandle(handle -> handle.execute("UPDATE store_level SET level = ?", SchemaMigration.LEVEL + 1));

        assertThatThrownBy(() -> SchemaMigration.migrate(database, jdbi))
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("level " + (SchemaMigration.LEVEL + 1))
                .hasMessageContaining("999")
                .hasMessageContaining("newer release");
        assertThatThrownBy(() -> SchemaMigration.isOutdated(jdbi)).hasMessageContaining("newer release");
    }

    @Test
    void aStoreThatANewerReleaseOnlyAddedToIsOpened() {
        DataSource database = database("added");
        Jdbi jdbi = Jdbi.create(database);
        SchemaMigration.migrate(database, jdbi);
        newerReleaseMigrated(jdbi);

        SchemaMigration.migrate(database, jdbi);
        assertThat(SchemaMigration.isOutdated(jdbi)).isFalse();

        assertThat(SchemaMigration.flyway(database).info().pending()).isEmpty();
    }

    @Test
    void aStoreOfThisReleaseNeedsNoHigherLevelThanItHas() {
        DataSource database = database("level");
        Jdbi jdbi = Jdbi.create(database);
        SchemaMigration.migrate(database, jdbi);

        int needed = jdbi.withHandle(handle -> handle.createQuery("SELECT level FROM store_level")
                .mapTo(int.class)
                .one());
        assertThat(needed).isEqualTo(SchemaMigration.LEVEL);
    }

    private static void newerReleaseMigrated(Jdbi jdbi) {
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO jobgrid_schema_history
                    (installed_rank, version, description, type, script, installed_by, execution_time, success)
                VALUES (999, '999', 'of a newer release', 'SQL', 'V999__newer.sql', 'jobgrid', 0, TRUE)
                """));
    }

    @Test
    void tablesThatAnotherFirstScriptMadeAreRefused() {
        DataSource database = database("development");
        Jdbi jdbi = Jdbi.create(database);
        SchemaMigration.migrate(database, jdbi);
        jdbi.useHandle(handle -> handle.execute("UPDATE jobgrid_schema_history SET checksum = checksum + 1"));

        assertThatThrownBy(() -> SchemaMigration.migrate(database, jdbi))
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("development version")
                .hasMessageContaining(SchemaMigration.VERSION)
                .hasMessageContaining("new data folder")
                .hasMessageContaining("another schema");
    }
}
