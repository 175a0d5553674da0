package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static DataSource database(String name) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + name + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
        return database;
    }

    @Test
    void theVersionLookedForIsThatOfTheNewestScript() {
        MigrationInfo[] scripts = Schema.flyway(database("newest")).info().all();

        assertThat(scripts).hasSize(SchemaScripts.FILES.size());
        assertThat(scripts[scripts.length - 1].getVersion().getVersion()).isEqualTo(Schema.VERSION);
    }

    @Test
    void aCurrentDatabaseIsLeftAsItIsAndPassesFlywaysChecks() {
        DataSource database = database("current");
        Schema.migrate(database, Jdbi.create(database));
        Schema.migrate(database, Jdbi.create(database));

        Flyway flyway = Schema.flyway(database);
        assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
        assertThat(flyway.info().pending()).isEmpty();
        assertThat(flyway.info().applied()).hasSize(SchemaScripts.FILES.size());
    }
}
