package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.JobHistory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database does to those who write: connections lost, none left, no writes taken. */
class SurvivalTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private static NewJob job(String id) {
        return JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), Stored.leastSpec(), NOW);
    }

    private static Transition noted(Job job, String text) {
        return Transition.of(job, NOW).event("job.note", "Note", text).build();
    }

    private PostgresStorage storage(LostConnections connections, String schema) {
        TestPostgres.emptyStorage(schema, folder).close();
        return PostgresStorage.builder()
                .dataSource(connections.database())
                .schema(schema)
                .tablePrefix("jg_")
                .blobFolder(folder)
                .open();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsFoundOutAndNotDoneTwice() {
        LostConnections connections = new LostConnections(TestPostgres.database());
        try (PostgresStorage storage = storage(connections, "answers")) {
            JobStore jobs = storage.jobs();
            connections.loseAnswers(1);
            List<Creation> created = jobs.create(List.of(job("a")));

            assertThat(created).extracting(Creation::found).containsExactly(Found.CREATED);
            Job job = jobs.find(job("a").job().ref()).orElseThrow();
            assertThat(jobs.events(job.ref(), 0, 10)).hasSize(2);

            connections.loseAnswers(1);
            Transition change = noted(job, "mine");
            assertThat(jobs.apply(change)).isTrue();
            assertThat(jobs.events(job.ref(), 20, 10)).hasSize(1);
            assertThat(jobs.apply(change)).as("the same once more").isFalse();
        }
    }

    @Test
    void aWriteThatNeverArrivedIsWrittenOnce() {
        LostConnections connections = new LostConnections(TestPostgres.database());
        try (PostgresStorage storage = storage(connections, "questions")) {
            connections.loseQuestions(1);
            storage.jobs().create(List.of(job("a")));
            Job job = storage.jobs().find(job("a").job().ref()).orElseThrow();
            connections.loseQuestions(1);

            assertThat(storage.jobs().apply(noted(job, "mine"))).isTrue();
            assertThat(storage.jobs().events(job.ref(), 0, 10)).hasSize(3);
        }
    }

    @Test
    void anotherOnesChangeIsNotTakenForTheLostOne() {
        LostConnections connections = new LostConnections(TestPostgres.database());
        try (PostgresStorage storage = storage(connections, "others")) {
            storage.jobs().create(List.of(job("a")));
            Job job = storage.jobs().find(job("a").job().ref()).orElseThrow();
            assertThat(storage.jobs().apply(noted(job, "theirs"))).isTrue();
            connections.loseAnswers(1);

            assertThat(storage.jobs().apply(noted(job, "mine"))).isFalse();
        }
    }

    @Test
    void aPoolWithNothingLeftIsToldSoonAndClearly() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestPostgres.url());
        config.setMaximumPoolSize(1);
        // For a connection that is in use; the pool has its one from the start, however long that takes.
        config.setConnectionTimeout(250);
        config.setInitializationFailTimeout(60_000);
        TestPostgres.emptyStorage("exhausted", folder).close();
        try (HikariDataSource pool = new HikariDataSource(config);
                PostgresStorage storage = PostgresStorage.builder()
                        .dataSource(pool)
                        .schema("exhausted")
                        .tablePrefix("jg_")
                        .blobFolder(folder)
                        .open()) {
            try (Connection taken = pool.getConnection()) {
                assertThat(taken).isNotNull();
                assertThatThrownBy(() -> storage.jobs().create(List.of(job("a"))))
                        .isInstanceOf(JobGridException.class)
                        .hasMessageContaining("pool")
                        .hasMessageContaining("Nothing was written");
                assertThatThrownBy(() -> storage.jobs().active())
                        .isInstanceOf(JobGridException.class)
                        .hasMessageContaining("pool");
            }
            storage.jobs().create(List.of(job("a")));
            assertThat(storage.jobs().find(job("a").job().ref())).isPresent();
        }
    }

    @Test
    void aDatabaseThatTakesNoWritesIsToldAsSuch() {
        TestPostgres.emptyStorage("standby", folder).close();
        try (PostgresStorage storage = TestPostgres.builder("standby", folder)
                .url(TestPostgres.url() + "&options=-c%20default_transaction_read_only=on")
                .open()) {
            assertThatThrownBy(() -> storage.jobs().create(List.of(job("a"))))
                    .isInstanceOf(JobGridException.class)
                    .hasMessageContaining("read-only");
            assertThat(storage.jobs().find(job("a").job().ref())).isEmpty();
        }
    }

    @Test
    void oneJobThatCannotBeStoredFailsAloneAmongMany() throws Exception {
        try (PostgresStorage storage = TestPostgres.emptyStorage("alone", folder)) {
            NewJob bad = job("bad");
            TestPostgres.execute("ALTER TABLE alone.jg_jobs ADD CHECK (job_id <> 'bad')");
            List<Thread> callers = new ArrayList<>();
            List<String> failed = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 40; i++) {
                NewJob fresh = i % 10 == 0 ? bad : job("good-" + i);
                Thread caller = new Thread(() -> {
                    try {
                        storage.jobs().create(List.of(fresh));
                    } catch (JobGridException e) {
                        failed.add(fresh.job().id().value());
                    }
                });
                callers.add(caller);
                caller.start();
            }
            for (Thread caller : callers) {
                caller.join();
            }

            assertThat(failed).containsOnly("bad").hasSize(4);
            for (int i = 0; i < 40; i++) {
                assertThat(storage.jobs().find(job("good-" + i).job().ref()).isPresent())
                        .isEqualTo(i % 10 != 0);
            }
        }
    }
}
