package dev.jobgrid.storage;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.store.CallbackChange;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.storage.internal.h2.H2File;
import dev.jobgrid.storage.internal.sql.NulText;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.SchemaScripts;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.testkit.JobHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Writes what a release leaves in its databases, for {@link UpgradeTest} of all later ones. To be run once for a release,
 * and its files never changed: {@code DumpWriter VERSION FOLDER}, where VERSION is that of the newest schema script.
 */
final class DumpWriter {
    static final Instant AT = Instant.parse("2026-11-24T10:00:00.123456Z");
    static final String SCHEMA = "upgrade";
    static final String PREFIX = "jg_";
    static final JobRef FULL = new JobRef(WorkspaceId.DEFAULT, new JobId("client-7"));
    static final JobRef QUEUED = new JobRef(new WorkspaceId("other"), new JobId("job_queued"));
    static final String KEY_HASH = "ab".repeat(32);

    private DumpWriter() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        writeH2(args[0], folder.resolve("v" + args[0] + "-h2.sql"));
        writePostgres(args[0], folder.resolve("v" + args[0] + "-postgres.sql"));
        System.exit(0);
    }

    private static void writeH2(String version, Path to) throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:dump" + H2File.SETTINGS);
        migrate(SchemaMigration.flyway(database), version);
        Jdbi jdbi = Jdbi.create(database);
        fill(JdbiStores.h2(jdbi, new StoreConnections(database), Durability.PROCESS), database, TableNames.plain());
        execute(database, "SCRIPT NOPASSWORDS NOSETTINGS TO '" + to + "'");
    }

    private static void writePostgres(String version, Path to) throws SQLException, IOException {
        DataSource database = TestPostgres.database();
        migrate(SchemaMigration.flyway(database, SCHEMA, PREFIX), version);
        TableNames names = TableNames.in(SCHEMA, PREFIX);
        Jdbi jdbi = Jdbi.create(database);
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(names);
        jdbi.registerArgument(new NulText());
        fill(JdbiStores.postgres(jdbi, database, StoreConnections.of(database), names), database, names);
        Files.writeString(to, schema(version) + rows(database), StandardCharsets.UTF_8);
    }

    private static void migrate(Flyway newest, String version) {
        Flyway.configure()
                .configuration(newest.getConfiguration())
                .target(version)
                .load()
                .migrate();
    }

    private static String schema(String version) {
        String all = SchemaScripts.postgres(PREFIX).byHand(SCHEMA, "");
        return SchemaScripts.FILES.stream()
                .filter(file -> file.substring(1, 4).compareTo(version) > 0)
                .findFirst()
                .map(later -> all.substring(
                        0, all.indexOf(SchemaScripts.postgres(PREFIX).text(later))))
                .orElse(all);
    }

    private static String rows(DataSource database) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : new TreeSet<>(TableNames.TABLES)) {
                if (!Set.of(SchemaMigration.HISTORY, "grid_instances", "store_identity", "store_level")
                        .contains(table)) {
                    lines.addAll(rows(statement, PREFIX + table));
                }
            }
            String sequence = PREFIX + TableNames.SEQUENCE;
            lines.addAll(strings(
                    statement,
                    "SELECT 'ALTER SEQUENCE " + sequence + " RESTART WITH ' || nextval('" + SCHEMA + "." + sequence
                            + "') || ';'"));
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> rows(Statement statement, String table) throws SQLException {
        List<String> columns = strings(
                statement,
                "SELECT column_name FROM information_schema.columns WHERE table_schema = '" + SCHEMA
                        + "' AND table_name = '" + table + "' AND is_generated = 'NEVER' ORDER BY ordinal_position");
        if (columns.isEmpty()) {
            return List.of(); // a table of a later version
        }
        String values = columns.stream()
                .map(column -> "quote_nullable(" + column + "::text)")
                .collect(Collectors.joining(" || ', ' || "));
        return strings(
                statement,
                "SELECT 'INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (' || " + values
                        + " || ');' FROM " + SCHEMA + "." + table + " ORDER BY 1");
    }

    private static List<String> strings(Statement statement, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** A job that has been through everything, and one that waits. */
    private static void fill(JdbiStores stores, DataSource database, TableNames names) throws SQLException {
        NewJob queued = JobHistory.created(QUEUED, Stored.leastSpec(), AT);
        NewJob full = JobHistory.created(FULL, Stored.fullSpec(), AT);
        stores.jobs()
                .create(List.of(
                        queued,
                        new NewJob(
                                full.job(),
                                full.events(),
                                full.reservation(),
                                Optional.of(new NewJob.IdempotencyKey("key ü", AT, AT.plusSeconds(86_400))))));
        Job job = full.job();
        Transition failed = Transition.of(job, Trigger.FAIL, AT.plusSeconds(2))
                .reason("it was to fail")
                .event("job.failed", "Failed", "It failed — ü.")
                .build();
        if (!stores.jobs().apply(failed)) {
            throw new IllegalStateException("the job did not end");
        }
        stores.logs()
                .append(new LogChunk(
                        new RunKey(FULL, 1),
                        0,
                        List.of(
                                new LogLine(1, LogStream.STDOUT, AT, "one", false),
                                new LogLine(2, LogStream.STDERR, AT, "two — ü", true)),
                        "position"));
        stores.artifacts()
                .put(List.of(new Artifact(
                        FULL,
                        new ArtifactId("art_1"),
                        1,
                        "out/model.bin",
                        "application/octet-stream",
                        7,
                        "cd".repeat(32),
                        AT,
                        Optional.of(AT))));
        CallbackDelivery delivery = stores.callbacks().find(FULL).orElseThrow().delivery();
        stores.callbacks()
                .update(CallbackChange.silent(
                        delivery, delivery.with(delivery.progress().ended(CallbackProgress.State.DELIVERED))));
        stores.apiKeys()
                .create(new ApiKey(
                        new KeyId("key_1"),
                        WorkspaceId.DEFAULT,
                        "ci",
                        KEY_HASH,
                        "jg_ab",
                        Set.of(),
                        List.of(),
                        AT,
                        Optional.empty(),
                        Optional.empty()));
        execute(database, names.in("""
            INSERT INTO job_inputs (workspace_id, input_id, filename, content_type, input_kind, status, size_bytes,
                                    sha256, blob_key, token_sha256, created_at, expires_at, used_at)
            VALUES ('default', 'inp_1', 'data.txt', 'text/plain', 'INPUT', 'UPLOADED', 3, '%1$s',
                    'inputs/default/inp_1/a', '%1$s', TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00',
                    TIMESTAMP WITH TIME ZONE '2026-11-24 10:15:00.123456+00',
                    TIMESTAMP WITH TIME ZONE '2026-11-24 10:00:00.123456+00')
            """.formatted("ef".repeat(32))));
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
