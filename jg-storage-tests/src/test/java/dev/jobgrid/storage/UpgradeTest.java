package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.spi.store.LogEnd;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.internal.h2.H2File;
import dev.jobgrid.testkit.JobHistory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens what earlier versions have left, and finds everything. A version is added with each release, none is taken away. */
class UpgradeTest {
    private static final List<String> VERSIONS = List.of("001");

    @TempDir
    private Path folder;

    @Test
    void everythingOfAnEarlierH2IsThere() throws Exception {
        for (String version : VERSIONS) {
            assertH2IsWhole(version);
        }
    }

    private void assertH2IsWhole(String version) throws Exception {
        Path dump = Files.writeString(folder.resolve("dump.sql"), text("v" + version + "-h2.sql"));
        JdbcDataSource database = new JdbcDataSource();
        Path store = Files.createDirectory(folder.resolve("store-" + version));
        database.setURL("jdbc:h2:file:" + store.resolve("jobgrid") + H2File.SETTINGS);
        database.setUser("jobgrid");
        database.setPassword("");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("RUNSCRIPT FROM '" + dump + "'");
            statement.execute("SHUTDOWN");
        }

        try (Storage storage = H2Storage.open(store)) {
            assertWhole(storage);
        }
    }

    @Test
    void everythingOfAnEarlierPostgresIsThere() throws IOException {
        for (String version : VERSIONS) {
            assertPostgresIsWhole(version);
        }
    }

    private void assertPostgresIsWhole(String version) throws IOException {
        TestPostgres.execute("DROP SCHEMA IF EXISTS " + DumpWriter.SCHEMA + " CASCADE");
        TestPostgres.execute(text("v" + version + "-postgres.sql"));

        try (Storage storage = PostgresStorage.builder()
                .url(TestPostgres.url())
                .schema(DumpWriter.SCHEMA)
                .tablePrefix(DumpWriter.PREFIX)
                .blobFolder(folder)
                .open()) {
            assertWhole(storage);
        }
    }

    private static String text(String dump) throws IOException {
        try (InputStream in = Objects.requireNonNull(UpgradeTest.class.getResourceAsStream("/dumps/" + dump))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertWhole(Storage storage) {
        Job full = storage.jobs().find(DumpWriter.FULL).orElseThrow();
        assertThat(full.spec()).isEqualTo(Stored.fullSpec());
        assertThat(full.status()).isEqualTo(JobStatus.FAILED);
        assertThat(full.state().times().created()).isEqualTo(DumpWriter.AT);
        assertThat(storage.jobs().events(DumpWriter.FULL, 0, 100))
                .extracting(JobEvent::type)
                .containsExactly("job.submitted", "job.queued", "job.failed");
        assertThat(storage.jobs().findByKey(WorkspaceId.DEFAULT, "key ü", DumpWriter.AT.plusSeconds(60)))
                .contains(full);
        assertThat(storage.logs().read(DumpWriter.FULL, LogQuery.after(0, 10)).lines())
                .extracting(LogLine::message)
                .containsExactly("one", "two — ü");
        assertThat(storage.logs().end(DumpWriter.FULL)).isEqualTo(new LogEnd(2, 1, "position"));
        assertThat(storage.artifacts().list(DumpWriter.FULL))
                .extracting(Artifact::path)
                .containsExactly("out/model.bin");
        assertThat(storage.callbacks()
                        .find(DumpWriter.FULL)
                        .orElseThrow()
                        .delivery()
                        .progress()
                        .state())
                .isEqualTo(CallbackProgress.State.DELIVERED);
        assertThat(storage.ledger().find(DumpWriter.FULL).orElseThrow().held().micros())
                .isEqualTo(25_000);
        assertThat(storage.apiKeys().findBySha256(DumpWriter.KEY_HASH)).isPresent();
        assertThat(storage.apiKeys().audit(WorkspaceId.DEFAULT, 10))
                .extracting(AuditEvent::kind)
                .containsExactly(AuditEvent.Kind.KEY_CREATED);
        assertThat(storage.inputs()
                        .find(WorkspaceId.DEFAULT, new InputId("inp_1"))
                        .orElseThrow()
                        .status())
                .isEqualTo(InputStatus.UPLOADED);
        assertThat(storage.inputs()
                        .use(WorkspaceId.DEFAULT, Set.of(new InputId("inp_1")), DumpWriter.AT.plusSeconds(9)))
                .isTrue();
        assertThat(storage.id()).isPresent();
        assertGoesOn(storage);
    }

    /** What waited is in the queue, and can be changed. */
    private static void assertGoesOn(Storage storage) {
        Job queued = storage.jobs().find(DumpWriter.QUEUED).orElseThrow();
        assertThat(queued.spec()).isEqualTo(Stored.leastSpec());
        assertThat(storage.jobs().queued(QueueQuery.all(DumpWriter.AT.plusSeconds(60), 10, 10)))
                .flatExtracting(QueuedLane::jobs)
                .containsExactly(queued);
        assertThat(storage.jobs()
                        .list(new JobQuery(DumpWriter.QUEUED.workspace(), Optional.empty(), Optional.empty(), 10)))
                .containsExactly(queued);
        Transition cancelled = Transition.of(queued, Trigger.CANCEL, DumpWriter.AT.plusSeconds(9))
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
        assertThat(storage.jobs().apply(cancelled)).isTrue();
        NewJob fresh = JobHistory.created(
                new JobRef(WorkspaceId.DEFAULT, new JobId("fresh")), Stored.leastSpec(), DumpWriter.AT.plusSeconds(9));
        storage.jobs().create(List.of(fresh));
        assertThat(storage.jobs().find(fresh.job().ref())).contains(fresh.job());
    }
}
