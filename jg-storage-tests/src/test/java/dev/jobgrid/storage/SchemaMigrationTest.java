package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.storage.internal.jobs.EventRows;
import dev.jobgrid.storage.internal.json.StoredJson;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.SchemaScripts;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
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
        assertThatThrownBy(() -> SchemaMigration.check(jdbi)).hasMessageContaining("newer release");
    }

    @Test
    void aStoreThatANewerReleaseOnlyAddedToIsOpened() {
        DataSource database = database("added");
        Jdbi jdbi = Jdbi.create(database);
        SchemaMigration.migrate(database, jdbi);
        newerReleaseMigrated(jdbi);

        SchemaMigration.migrate(database, jdbi);
        SchemaMigration.check(jdbi);

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
    void eventsThatLayInRowsOfTheirOwnAreKept() {
        DataSource h2 = database("events");
        Jdbi inH2 = Jdbi.create(h2);
        eventsAreKept(inH2, SchemaMigration.flyway(h2));
        Jdbi inPostgres = Jdbi.create(TestPostgres.database());
        inPostgres.getConfig(SqlStatements.class).setTemplateEngine(TableNames.in("old_events", "jg_"));
        eventsAreKept(inPostgres, SchemaMigration.flyway(TestPostgres.database(), "old_events", "jg_"));
    }

    private static void eventsAreKept(Jdbi jdbi, Flyway flyway) {
        Flyway.configure()
                .configuration(flyway.getConfiguration())
                .target("6")
                .load()
                .migrate();
        JobRef job = new JobRef(WorkspaceId.DEFAULT, new JobId("old"));
        List<JobEvent> told = List.of(
                event(10, JobEvent.Level.INFO, "Submitted", "plain"),
                event(20, JobEvent.Level.ERROR, "\"quoted\" \\ 'so'", "a\nb\r\n\tc \\n ü"));
        for (JobEvent event : told) {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            INSERT INTO job_events (workspace_id, job_id, event_seq, event_id, event_type, phase,
                                                    severity, title, message, created_at)
                            VALUES (:workspace, :job, :seq, :id, :type, :phase, :level, :title, :message, :created)
                            """)
                    .bind("workspace", job.workspace().value())
                    .bind("job", job.id().value())
                    .bind("seq", event.sequence())
                    .bind("id", event.id())
                    .bind("type", event.type())
                    .bind("phase", event.phase().name())
                    .bind("level", event.level().name())
                    .bind("title", event.title())
                    .bind("message", event.message())
                    .bind("created", TimeColumn.of(event.created()))
                    .execute());
        }

        flyway.migrate();

        EventRows rows = new EventRows(new StoredJson());
        List<JobEvent> all = jdbi.withHandle(handle -> rows.read(handle, job, 0, 10));
        List<JobEvent> later = jdbi.withHandle(handle -> rows.read(handle, job, 10, 10));
        assertThat(all).isEqualTo(told);
        assertThat(later).isEqualTo(told.subList(1, 2));
    }

    private static JobEvent event(long sequence, JobEvent.Level level, String title, String message) {
        return new JobEvent(
                "old:" + sequence,
                "job.note",
                ExecutionPhase.SUBMITTED,
                title,
                message,
                level,
                Instant.parse("2026-03-01T12:00:00.123456Z"),
                sequence);
    }
}
