package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.Credits;
import dev.jobgrid.JobGrid;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.GridNames;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.SigningKey;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.blobs.FolderBlobStore;
import dev.jobgrid.storage.internal.copy.StoreTables;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.TestSeed;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that are copied from H2 into PostgreSQL and back. */
class StoreMigrationTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final int ODD_ROWS = 300;

    @TempDir
    private Path folder;

    private static PostgresStorageBuilder postgres(String schema) {
        return PostgresStorage.builder().url(TestPostgres.url()).schema(schema).tablePrefix("jg_");
    }

    @Test
    void eachTableOfTheSchemaIsCopiedOrKeptByItsStore() {
        assertThat(TableNames.TABLES).containsAll(StoreTables.OWN);
        assertThat(StoreTables.COPIED)
                .hasSize(TableNames.TABLES.size() - StoreTables.OWN.size())
                .doesNotContainAnyElementsOf(StoreTables.OWN);
    }

    @Test
    void theTablesAreThoseOfTheDatabase() throws SQLException {
        Set<String> found = new HashSet<>();
        try (H2Storage storage = H2Storage.inMemory(folder);
                Connection connection = storage.connection();
                ResultSet tables = connection.getMetaData().getTables(null, "public", "%", null)) {
            while (tables.next()) {
                found.add(tables.getString("TABLE_NAME"));
            }
        }

        assertThat(found).isEqualTo(TableNames.TABLES);
    }

    @Test
    void aStoreComesBackFromPostgresAsItWas() throws Exception {
        Path store = folder.resolve("store");
        List<String> told;
        try (H2Storage storage = H2Storage.open(store);
                JobGrid grid = grid(storage)) {
            fill(grid, storage);
            told = told(grid, storage);
        }
        String id = id(store);
        List<String> progress = new ArrayList<>();

        StoreContents copied = StoreMigration.toPostgres(store, postgres("whole"), progress::add);

        assertThat(copied.tables()).containsOnlyKeys(StoreTables.COPIED);
        assertThat(progress).contains("jobs: 5 rows, all");
        Path back = folder.resolve("back");
        assertThat(StoreMigration.toFolder(postgres("whole"), back, line -> {})).isEqualTo(copied);
        assertThat(StoreMigration.contents(store, StoreTables.COPIED)).isEqualTo(copied);
        assertThat(StoreMigration.contents(back, StoreTables.COPIED)).isEqualTo(copied);
        assertThat(id(back)).isNotEqualTo(id);

        StoreMigration.takeBack(postgres("whole"));
        Path blobs = store.resolve("blobs");
        try (PostgresStorage storage = postgres("whole").blobFolder(blobs).open();
                JobGrid grid = grid(storage)) {
            assertThat(told(grid, storage)).isEqualTo(told);
        }
        try (H2Storage storage = H2Storage.open(back, Durability.PROCESS, FolderBlobStore.open(blobs));
                JobGrid grid = grid(storage)) {
            assertThat(told(grid, storage)).isEqualTo(told);
            grid.submit(spec("after", "done"));
            assertThat(grid.job(new JobId("after"))
                            .await(Duration.ofMinutes(1))
                            .status()
                            .isTerminal())
                    .isTrue();
        }
    }

    @Test
    void aMovedStoreTakesNewJobs() throws Exception {
        Path store = folder.resolve("store");
        try (H2Storage storage = H2Storage.open(store)) {
            storage.jobs().create(List.of(fresh("before")));
        }
        StoreMigration.toPostgres(store, postgres("numbers"), line -> {});
        try (PostgresStorage storage = postgres("numbers").blobFolder(folder).open()) {
            storage.jobs().create(List.of(fresh("between")));
        }
        Path back = folder.resolve("back");
        StoreMigration.toFolder(postgres("numbers"), back, line -> {});

        try (H2Storage storage = H2Storage.open(back)) {
            storage.jobs().create(List.of(fresh("after")));

            for (String id : List.of("before", "between", "after")) {
                assertThat(storage.jobs().find(fresh(id).job().ref()))
                        .contains(fresh(id).job());
            }
        }
    }

    private static NewJob fresh(String id) {
        return JobHistory.created(
                new JobRef(WorkspaceId.DEFAULT, new JobId(id)),
                Stored.leastSpec(),
                Instant.parse("2026-03-01T12:00:00Z"));
    }

    @Test
    void aMovedStoreKeepsItsNamesAndKeysAndSaysWhereItWent() throws Exception {
        Path store = folder.resolve("store");
        GridNames names;
        List<SigningKey> keys;
        try (H2Storage storage = H2Storage.open(store)) {
            storage.gridNames().adopt("grid-1");
            names = storage.gridNames().adopt("grid-2");
            storage.signingKeys().add(SigningKey.random(1));
            keys = storage.signingKeys().list();
        }

        StoreMigration.toPostgres(store, postgres("moved"), line -> {});

        assertThatThrownBy(() -> H2Storage.open(store))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("moved to jdbc:postgresql://")
                .hasMessageContaining(", schema moved at ")
                .hasMessageNotContaining("user=");
        assertThatThrownBy(() -> StoreMigration.toPostgres(store, postgres("twice"), line -> {}))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("schema moved");
        try (PostgresStorage storage = postgres("moved").blobFolder(folder).open()) {
            assertThat(storage.gridNames().isInherited()).isFalse();
            assertThat(storage.gridNames().names()).isEqualTo(names);
            assertThat(storage.signingKeys().list()).isEqualTo(keys);
        }
        Path back = folder.resolve("back");

        StoreMigration.toFolder(postgres("moved"), back, line -> {});

        assertThatThrownBy(() -> postgres("moved").blobFolder(folder).open())
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("moved to " + back.toAbsolutePath());
        try (H2Storage storage = H2Storage.open(back)) {
            assertThat(storage.gridNames().names()).isEqualTo(names);
            assertThat(storage.signingKeys().list()).isEqualTo(keys);
        }
        StoreMigration.takeBack(store);
        H2Storage.open(store).close();
        StoreMigration.takeBack(store);
        StoreMigration.takeBack(postgres("moved"));
        postgres("moved").blobFolder(folder).open().close();
    }

    @Test
    void aGridThatWaitedForAMoveDoesNotJoinWhatIsLeft() throws Exception {
        try (PostgresStorage storage = postgres("late").blobFolder(folder).open()) {
            StoreMigration.toFolder(postgres("late"), folder.resolve("gone"), line -> {});

            assertThatThrownBy(() -> storage.instances()
                            .join(new Instance(InstanceId.random(), List.of()), Duration.ofMinutes(1)))
                    .isInstanceOf(JobGridException.class)
                    .hasMessageContaining("moved to ");
            assertThat(storage.instances().live(InstanceId.random())).isEmpty();
        }
    }

    private static String id(Path store) throws IOException {
        try (H2Storage storage = H2Storage.open(store)) {
            return storage.id().orElseThrow();
        }
    }

    private static JobGrid grid(Storage storage) {
        GpuNode node = new GpuNode(
                new NodeName("test"),
                "local",
                List.of(new GpuNode.Device("gpu0", GPU, new Usd(800_000), true)),
                1L << 40,
                true);
        return JobGrid.builder()
                .storage(storage)
                .executor(new ScriptedExecutor(
                        InstantSource.system(),
                        List.of(node),
                        run -> script(run.key().job().id().value())))
                .build();
    }

    private static RunScript script(String name) {
        return switch (name) {
            case "failed" -> RunScript.prints("one").exiting(3);
            case "running" -> RunScript.prints("one").lasting(Duration.ofDays(1));
            default ->
                RunScript.prints("one", "two — ü 💻")
                        .leaving(Map.of("out/model.bin", "weights".getBytes(StandardCharsets.UTF_8)));
        };
    }

    private static JobSpec spec(String id, String name) {
        return JobSpec.builder(name, "acme/train:1", WorkloadType.BATCH)
                .id(new JobId(id))
                .gpu(GpuRequest.builder().required(true).build())
                .build();
    }

    /** Jobs of each kind: completed, failed, cancelled, running, queued. */
    private static void fill(JobGrid grid, Storage storage) throws Exception {
        credits(storage).topUp(new Usd(9_000_000), "invoice 7");
        grid.operations().apiKeys().create(WorkspaceId.DEFAULT, "ci", EnumSet.of(Scope.JOBS_READ), Optional.empty());
        grid.templates().put(new JobTemplate("llm", Stored.leastSpec()));
        JobInput input = grid.inputs()
                .upload(
                        grid.inputs()
                                .create(new JobInput.InputFile("data — ü.txt", "text/plain", InputKind.INPUT))
                                .input()
                                .id(),
                        new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8)));
        assertThat(input.content()).isPresent();
        JobSpec called = spec("done", "done").toBuilder()
                .callback(new CallbackTarget("https://hooks.example.com/done", Optional.empty(), Map.of("order", "7")))
                .build();
        grid.submit(called).await(Duration.ofMinutes(1));
        grid.submit(spec("failed", "fails")).await(Duration.ofMinutes(1));
        grid.submit(spec("running", "runs"));
        Awaitility.await()
                .until(() -> grid.status(new JobId("running")).status().isActive());
        grid.submit(spec("queued", "done"));
        grid.submit(spec("cancelled", "done"));
        grid.cancel(new JobId("cancelled"), "not wanted");
        storage.retention().begin("others", Duration.ofHours(1));
    }

    private static Credits credits(Storage storage) {
        return StorageAdmin.of(storage, InstantSource.system()).credits(WorkspaceId.DEFAULT);
    }

    /** What clients are told of the jobs that are over, and of files, keys and credits. */
    private static List<String> told(JobGrid grid, Storage storage) throws IOException {
        List<String> told = new ArrayList<>();
        for (String id : List.of("done", "failed", "cancelled")) {
            Job job = grid.status(new JobId(id));
            told.add(job.toString());
            told.add(grid.events(job.id()).toString());
            told.add(grid.logs(job.id(), LogQuery.after(0, 1_000)).toString());
            told.add(grid.artifacts(job.id()).list().toString());
            for (Artifact artifact : grid.artifacts(job.id()).list()) {
                try (ArtifactDownload download = grid.artifacts(job.id()).open(artifact.id())) {
                    told.add(new String(download.body().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        told.add(grid.callbacks()
                .report(new JobId("done"))
                .map(report -> report.delivery().receiver())
                .toString());
        told.add(grid.inputs().list().toString());
        told.add(grid.operations().apiKeys().list(WorkspaceId.DEFAULT).toString());
        told.add(grid.templates().list().toString());
        told.add(credits(storage).balance().toString());
        return told;
    }

    @Test
    void oddValuesArriveUnchanged() throws Exception {
        System.out.println(TestSeed.repeat(getClass()));
        Path store = folder.resolve("store");
        try (H2Storage storage = H2Storage.open(store);
                Connection connection = storage.connection()) {
            Random random = new Random(TestSeed.get());
            for (int row = 0; row < ODD_ROWS; row++) {
                insert(connection, "audit_events", random, row);
                insert(connection, "callback_attempts", random, row);
                insert(connection, "job_log_chunks", random, row);
                insert(connection, "job_inputs", random, row);
                insert(connection, "callback_outbox", random, row);
            }
        }

        List<String> progress = new ArrayList<>();
        StoreContents copied = StoreMigration.toPostgres(store, postgres("odd"), progress::add);
        StoreContents back = StoreMigration.toFolder(postgres("odd"), folder.resolve("back"), line -> {});

        for (String table :
                List.of("audit_events", "callback_attempts", "job_log_chunks", "job_inputs", "callback_outbox")) {
            assertThat(progress).contains(table + ": " + ODD_ROWS + " rows, all");
            assertThat(back.tables().get(table))
                    .as(table)
                    .isEqualTo(copied.tables().get(table));
        }
    }

    private static void insert(Connection connection, String table, Random random, int row) throws SQLException {
        try (Statement look = connection.createStatement();
                ResultSet empty = look.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            int columns = empty.getMetaData().getColumnCount();
            String marks = "?, ".repeat(columns - 1) + "?";
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")")) {
                for (int i = 1; i <= columns; i++) {
                    boolean isNullable = empty.getMetaData().isNullable(i) == ResultSetMetaData.columnNullable;
                    int length = empty.getMetaData().getPrecision(i);
                    insert.setObject(
                            i,
                            isNullable && random.nextBoolean()
                                    ? null
                                    : value(empty.getMetaData().getColumnTypeName(i), length, random, row));
                }
                insert.executeUpdate();
            }
        }
    }

    private static @Nullable Object value(String type, int length, Random random, int row) {
        return switch (type) {
            case "CHARACTER VARYING" -> text(random, row, Math.min(length, 2_000));
            case "BIGINT" -> pick(random, Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L, random.nextLong());
            case "INTEGER" -> pick(random, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, random.nextInt());
            case "BOOLEAN" -> random.nextBoolean();
            case "TIMESTAMP WITH TIME ZONE" ->
                pick(
                        random,
                        OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                        OffsetDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000, ZoneOffset.UTC),
                        OffsetDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000, ZoneOffset.UTC),
                        OffsetDateTime.of(2026, 10, 25, 2, 30, 0, 1_000, ZoneOffset.ofHoursMinutes(5, 45)));
            case "BINARY VARYING" -> {
                byte[] bytes = new byte[random.nextInt(5_000)];
                random.nextBytes(bytes);
                yield bytes;
            }
            default -> throw new IllegalStateException(type);
        };
    }

    private static Object pick(Random random, Object... values) {
        return values[random.nextInt(values.length)];
    }

    /** Unique by its first characters. */
    private static String text(Random random, int row, int most) {
        StringBuilder text = new StringBuilder(String.valueOf(row)).append('-');
        int parts = random.nextInt(Math.max(1, (most - 8) / 2));
        for (int i = 0; i < parts && text.length() < most - 1; i++) {
            text.append(pick(
                    random, "a", "ü", "💻", "\\", "'", "\"", "\n", "\t", "\u0001", "\ufffd", "\ud800", "\0", " ", "%"));
        }
        return text.toString();
    }

    @Test
    void aTargetWithRowsIsRefusedAndLeftAlone() throws Exception {
        Path store = folder.resolve("store");
        H2Storage.open(store).close();
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId("there"));
        try (PostgresStorage used = TestPostgres.emptyStorage("used", folder.resolve("blobs"))) {
            used.jobs().create(List.of(JobHistory.created(ref, Stored.leastSpec(), NOW)));

            assertThatThrownBy(() -> StoreMigration.toPostgres(store, postgres("used"), line -> {}))
                    .isInstanceOf(JobGridException.class)
                    .hasMessageContaining("rows in job_events, job_queue, job_state, jobs");
            assertThat(used.jobs().find(ref)).isPresent();
        }
    }

    @Test
    void aFailureLeavesATargetWithoutRows() throws Exception {
        Path store = folder.resolve("store");
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId("there"));
        try (H2Storage storage = H2Storage.open(store)) {
            storage.jobs().create(List.of(JobHistory.created(ref, Stored.leastSpec(), NOW)));
        }

        assertThatThrownBy(() -> StoreMigration.toPostgres(store, postgres("half"), line -> {
                    if (line.startsWith("artifacts")) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");

        try (PostgresStorage half =
                postgres("half").blobFolder(folder.resolve("blobs")).open()) {
            assertThat(half.jobs().find(ref)).isEmpty();
        }
        StoreMigration.toPostgres(store, postgres("half"), line -> {});
        try (PostgresStorage whole =
                postgres("half").blobFolder(folder.resolve("blobs")).open()) {
            assertThat(whole.jobs().find(ref)).isPresent();
        }
    }

    @Test
    void aStoreThatAGridIsOnIsRefused() throws Exception {
        Path store = folder.resolve("store");
        try (H2Storage open = H2Storage.open(store)) {
            assertThat(open.isReachable()).isTrue();
            assertThatThrownBy(() -> StoreMigration.toPostgres(store, postgres("unused"), line -> {}))
                    .hasMessageContaining("in use by another JobGrid");
        }
        try (PostgresStorage live = TestPostgres.emptyStorage("live", folder.resolve("blobs"))) {
            live.instances().join(new Instance(new InstanceId("grid_live"), List.of()), Duration.ofMinutes(10));
            assertThatThrownBy(() -> StoreMigration.toFolder(postgres("live"), folder.resolve("back"), line -> {}))
                    .hasMessageContaining("grid_live");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsOnly("store", "blobs");
        }
    }

    @Test
    void aSourceOfADevelopmentVersionIsRefused() throws Exception {
        Path store = folder.resolve("store");
        DevelopmentStore.makeH2(store);

        assertThatThrownBy(() -> StoreMigration.toPostgres(store, postgres("unused"), line -> {}))
                .hasMessageContaining("development version")
                .hasMessageContaining("new data folder");
    }

    @Test
    void aPasswordIsInNoMessage() throws Exception {
        Path store = folder.resolve("store");
        H2Storage.open(store).close();
        for (String url : List.of(
                "jdbc:postgresql://127.0.0.1:1/none?user=a&password=s3cret",
                "jdbc:postgresql://127.0.0.1:none/none?user=a&password=s3cret")) {
            assertThatThrownBy(() -> StoreMigration.toPostgres(
                            store, PostgresStorage.builder().url(url), line -> {}))
                    .isInstanceOf(JobGridException.class)
                    .satisfies(e -> assertThat(trace(e)).doesNotContain("s3cret"));
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
