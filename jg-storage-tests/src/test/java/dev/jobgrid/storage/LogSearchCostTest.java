package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.LogSlice;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.storage.internal.h2.H2File;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.testkit.JobHistory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to search a log for a text that is not in it. */
class LogSearchCostTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final JobRef JOB = new JobRef(WorkspaceId.DEFAULT, new JobId("talks"));
    private static final int MOST = 8;

    @TempDir
    private static Path folder;

    @Test
    void h2LooksAtTwoHundredThousandLinesByEightStatements() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:search" + System.nanoTime() + H2File.SETTINGS);
        RecordedStatements statements = new RecordedStatements(database);
        StoreConnections connections = new StoreConnections(statements.database());
        Jdbi jdbi = Jdbi.create(connections);
        JdbiStores stores = JdbiStores.h2(jdbi, connections, Durability.PROCESS);
        SchemaMigration.migrate(database, jdbi);

        assertThatSearchesAreBounded(stores, statements);
    }

    @Test
    void postgresLooksAtTwoHundredThousandLinesByEightStatements() {
        TestPostgres.emptyStorage("log_search", folder).close();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestPostgres.url());
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            RecordedStatements statements = new RecordedStatements(pool);
            StoreConnections connections = new StoreConnections(statements.database());
            Jdbi jdbi = Jdbi.create(statements.database());
            TableNames names = TableNames.in("log_search", "jg_");
            jdbi.getConfig(SqlStatements.class).setTemplateEngine(names);

            assertThatSearchesAreBounded(JdbiStores.postgres(jdbi, pool, connections, names), statements);
        }
    }

    private static void assertThatSearchesAreBounded(JdbiStores stores, RecordedStatements statements) {
        stores.jobs().create(List.of(JobHistory.created(JOB, Stored.leastSpec(), NOW)));
        LogStore logs = stores.logs();
        int lines = LogQuery.MAX_SEARCHED;
        Random random = new Random(1);
        append(
                logs,
                0,
                lines,
                700,
                i -> "step " + i + ": loss " + random.nextInt(1_000_000) + " of batch "
                        + Integer.toHexString(random.nextInt()) + " after " + random.nextInt(1000) + " ms, at 0."
                        + random.nextInt(1000));
        assertThat(searched(logs, statements, LogQuery.after(0, 10))).isEqualTo(new LogSlice(List.of(), lines, false));
        assertThat(searched(logs, statements, LogQuery.before(lines + 1, 10)))
                .isEqualTo(new LogSlice(List.of(), 1, false));

        // What cannot be packed, and what came line by line, takes more calls, none of which costs more.
        append(logs, lines, 2_000, 50, i -> noise(random));
        append(logs, lines + 2_000, 6_000, 1, i -> "line " + i);
        for (LogQuery first : List.of(LogQuery.after(lines, 10), LogQuery.before(lines + 8_001, 10))) {
            LogSlice found = searched(logs, statements, first);
            while (first.before().isPresent() ? found.lookedTo() > lines : !found.isEnd()) {
                long at = found.lookedTo();
                found = searched(
                        logs,
                        statements,
                        first.before().isPresent() ? LogQuery.before(at, 10) : LogQuery.after(at, 10));
                assertThat(found.lookedTo()).isNotEqualTo(at);
            }
        }
    }

    private static LogSlice searched(LogStore logs, RecordedStatements statements, LogQuery query) {
        statements.clear();
        LogSlice found = logs.read(JOB, query.containing("nowhere"));
        assertThat(statements.all()).hasSizeLessThanOrEqualTo(MOST);
        return found;
    }

    private interface Text {
        String of(int line);
    }

    private static void append(LogStore logs, int after, int count, int chunk, Text text) {
        for (int from = after; from < after + count; from += chunk) {
            List<LogLine> lines = new ArrayList<>();
            for (int i = from + 1; i <= Math.min(after + count, from + chunk); i++) {
                lines.add(new LogLine(i, LogStream.STDOUT, NOW.plusMillis(i), text.of(i), false));
            }
            assertThat(logs.append(new LogChunk(new RunKey(JOB, 1), from, lines, "")))
                    .isTrue();
        }
    }

    private static String noise(Random random) {
        StringBuilder noise = new StringBuilder();
        random.ints(2_000, 0x4e00, 0x9fff).forEach(noise::appendCodePoint);
        return noise.toString();
    }
}
