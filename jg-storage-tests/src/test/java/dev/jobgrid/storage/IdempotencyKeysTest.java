package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.NewJob.IdempotencyKey;
import dev.jobgrid.storage.internal.h2.H2File;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class IdempotencyKeysTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void keysWhoseTimeIsOverAreForgottenInTheEnd() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:keys" + H2File.SETTINGS);
        Jdbi jdbi = Jdbi.create(database);
        JdbiStores stores = JdbiStores.h2(jdbi, new StoreConnections(database), Durability.PROCESS);
        SchemaMigration.migrate(database, jdbi);

        for (int day = 0; day < 4; day++) {
            stores.jobs().create(List.of(keyed("job-" + day, NOW.plus(Duration.ofDays(day)))));
        }

        List<String> left = jdbi.withHandle(handle -> handle.createQuery("SELECT job_id FROM idempotency_keys")
                .mapTo(String.class)
                .list());
        assertThat(left).containsExactly("job-3");
    }

    private static NewJob keyed(String id, Instant now) {
        NewJob job = JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), Stored.leastSpec(), now);
        return new NewJob(
                job.job(),
                job.events(),
                job.reservation(),
                Optional.of(new IdempotencyKey("key of " + id, now, now.plus(Duration.ofHours(24)))));
    }
}
