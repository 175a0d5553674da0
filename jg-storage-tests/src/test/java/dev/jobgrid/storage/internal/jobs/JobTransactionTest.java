package dev.jobgrid.storage.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.storage.internal.h2.H2File;
import dev.jobgrid.storage.internal.json.StoredJson;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.Transactions;
import dev.jobgrid.testkit.JobHistory;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of several callers that meet in one commit. */
class JobTransactionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final StoredJson json = new StoredJson();
    private JobTransaction transaction;

    @BeforeEach
    void open() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:lists" + System.nanoTime() + H2File.SETTINGS);
        StoreConnections connections = new StoreConnections(database);
        Jdbi jdbi = Jdbi.create(connections);
        SchemaMigration.migrate(database, jdbi);
        TableNames names = TableNames.plain();
        JobNumbers numbers = new JobNumbers(names);
        JobRows rows = new JobRows(json, numbers);
        JobStatements statements = new JobStatements(names);
        transaction = new JobTransaction(
                new Transactions(jdbi, connections),
                new JobCreation(
                        statements,
                        new IdempotencyKeys(names),
                        new JobLookup(rows, names),
                        numbers,
                        new HoldRows(names)),
                statements::store,
                new HoldRows(names),
                numbers,
                CreditRows.h2(names),
                new AccountLockBackoff(System::nanoTime));
    }

    /** A call that stores jobs with these ids, whose specs have the caller's name. */
    private List<JobRow> call(String caller, String... ids) {
        JobSpec spec =
                JobSpec.builder(caller, "acme/train:1", WorkloadType.BATCH).build();
        return Stream.of(ids)
                .map(id ->
                        JobRow.of(JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), spec, NOW), json))
                .toList();
    }

    private static List<List<Found>> found(List<List<Creation>> calls) {
        return calls.stream()
                .map(call -> call.stream().map(Creation::found).toList())
                .toList();
    }

    @Test
    void noCallIsRefusedForAJobOfARefusedOne() {
        transaction.create(List.of(call("first", "taken")));

        List<List<Creation>> made = transaction.create(List.of(
                call("refused", "a", "taken"), call("whole", "b", "a"), call("late", "c", "b"), call("alone", "c")));

        assertThat(found(made))
                .containsExactly(
                        List.of(Found.BATCH_REJECTED, Found.SAME_ID),
                        List.of(Found.CREATED, Found.CREATED),
                        List.of(Found.BATCH_REJECTED, Found.SAME_ID),
                        List.of(Found.CREATED));
        assertThat(found(transaction.create(List.of(call("whole", "a", "b"), call("alone", "c")))))
                .as("what is there")
                .containsExactly(List.of(Found.SAME_ID, Found.SAME_ID), List.of(Found.SAME_ID));
    }
}
