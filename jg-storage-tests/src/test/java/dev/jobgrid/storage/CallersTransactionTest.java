package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.JobHandle;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A submit that joins the transaction of its caller, on both databases. */
class CallersTransactionTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final JobSpec SPEC =
            JobSpec.builder("mine", "acme/train:cuda12", WorkloadType.BATCH).build();

    @TempDir
    private Path folder;

    @FunctionalInterface
    private interface Connections {
        Connection open() throws SQLException;
    }

    @Test
    void onH2AJobComesAndGoesWithItsTransaction() throws SQLException {
        H2Storage storage = H2Storage.inMemory(folder);
        comesAndGoes(storage, storage::connection);
    }

    @Test
    void onPostgresAJobComesAndGoesWithItsTransaction() throws SQLException {
        comesAndGoes(
                TestPostgres.emptyStorage("callers", folder),
                () -> TestPostgres.database().getConnection());
    }

    private void comesAndGoes(Storage storage, Connections connections) throws SQLException {
        try (JobGrid grid = grid(storage);
                Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            JobHandle gone = grid.submit(SPEC, connection);
            connection.rollback();
            JobHandle kept = grid.submit(SPEC, connection);
            assertThatThrownBy(kept::status).as("before the commit").isInstanceOf(JobGridException.class);
            connection.commit();

            assertThat(kept.status().spec()).isEqualTo(SPEC);
            assertThat(grid.events(kept.id())).hasSizeGreaterThanOrEqualTo(2);
            assertThatThrownBy(gone::status).isInstanceOf(JobGridException.class);
            assertThat(grid.list(Optional.empty(), Optional.empty(), 10).jobs()).hasSize(1);

            SubmitOptions once = SubmitOptions.idempotent("once");
            assertThat(grid.submit(Draft.of(SPEC), once, connection).replayed()).isFalse();
            assertThat(grid.submit(Draft.of(SPEC), once, connection).replayed()).isTrue();
            connection.commit();
            assertThat(grid.submit(Draft.of(SPEC), once).replayed()).isTrue();

            connection.setAutoCommit(true);
            assertThatThrownBy(() -> grid.submit(SPEC, connection))
                    .isInstanceOfSatisfying(
                            JobGridException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        }
    }

    @Test
    void onH2AReadOnlyTransactionTakesNoJob() throws SQLException {
        H2Storage storage = H2Storage.open(folder);
        takesNoJob(storage, storage::connection, connection -> connection.setReadOnly(true));
    }

    @Test
    void onPostgresAReadOnlyTransactionTakesNoJob() throws SQLException {
        takesNoJob(
                TestPostgres.emptyStorage("callers", folder),
                () -> TestPostgres.database().getConnection(),
                connection -> connection.setReadOnly(true));
    }

    @Test
    void onPostgresATransactionMadeReadOnlyByAStatementTakesNoJob() throws SQLException {
        takesNoJob(
                TestPostgres.emptyStorage("callers", folder),
                () -> TestPostgres.database().getConnection(),
                connection -> {
                    connection.setAutoCommit(false);
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("SET TRANSACTION READ ONLY");
                    }
                });
    }

    private interface Restriction {
        void on(Connection connection) throws SQLException;
    }

    private void takesNoJob(Storage storage, Connections connections, Restriction readOnly) throws SQLException {
        try (JobGrid grid = grid(storage);
                Connection connection = connections.open()) {
            readOnly.on(connection);
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> grid.submit(SPEC, connection))
                    .isInstanceOfSatisfying(JobGridException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                        assertThat(refused).hasMessage("the transaction is read-only; submit outside of it");
                    });
            connection.rollback();
        }
    }

    @Test
    void onH2CreditsComeAndGoWithTheTransaction() throws SQLException {
        H2Storage storage = H2Storage.inMemory(folder);
        creditsComeAndGo(storage, storage::connection);
    }

    @Test
    void onPostgresCreditsComeAndGoWithTheTransaction() throws SQLException {
        creditsComeAndGo(
                TestPostgres.emptyStorage("callers", folder),
                () -> TestPostgres.database().getConnection());
    }

    private void creditsComeAndGo(Storage storage, Connections connections) throws SQLException {
        try (JobGrid grid = builder(storage).credits(CreditPolicy.everyone()).build();
                Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            Usd one = grid.estimate(SPEC).cost().max();
            grid.credits().topUp(one, "for one");

            grid.submit(SPEC, connection);
            connection.rollback();
            assertThat(grid.credits().balance()).isEqualTo(new CreditBalance(one, Usd.ZERO));
            grid.submit(SPEC, connection);
            assertThatThrownBy(() -> grid.submit(SPEC, connection))
                    .isInstanceOfSatisfying(
                            JobGridException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INSUFFICIENT_FUNDS));
            // A caller who commits in spite of the refusal has what was taken before it, and nothing that nobody paid
            // for.
            connection.commit();

            assertThat(grid.list(Optional.empty(), Optional.empty(), 10).jobs()).hasSize(1);
            assertThat(grid.credits().history(OptionalLong.empty(), 10).movements())
                    .filteredOn(movement -> movement.kind() == CreditMovement.Kind.RESERVATION)
                    .hasSize(1);
        }
    }

    private static JobGrid grid(Storage storage) {
        return builder(storage).build();
    }

    private static JobGridBuilder builder(Storage storage) {
        GpuNode.Device device = new GpuNode.Device("gpu0", GPU, new Usd(800_000), true);
        GpuNode node = new GpuNode(new NodeName("test"), "local", List.of(device), 1L << 40, true);
        return JobGrid.builder()
                .storage(storage)
                .executor(new ScriptedExecutor(InstantSource.system(), List.of(node), run -> RunScript.prints()));
    }
}
