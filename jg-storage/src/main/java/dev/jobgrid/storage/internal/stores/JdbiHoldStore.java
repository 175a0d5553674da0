package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.ForgottenAllocation;
import dev.jobgrid.storage.internal.jobs.HoldRows;
import dev.jobgrid.storage.internal.jobs.JobNumbers;
import dev.jobgrid.storage.internal.jobs.JobRows;
import dev.jobgrid.storage.internal.notify.StoreNotifications;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/** Allocations in a database, a row for each device. Thread-safe. */
public final class JdbiHoldStore implements AllocationStore {
    private static final String OF_RUN = """
             attempt = :attempt AND instance_id = :owner
                AND job_number = (SELECT j.job_number FROM jobs j WHERE j.workspace_id = :workspace AND j.job_id = :job)
            """;

    private final Transactions transactions;
    private final HoldRows rows;
    private final JobNumbers numbers;
    private final Beside beside;
    private final StoreNotifications signals;

    /**
     * Other stores in the same transactions.
     *
     * @param jobs stores a change of a job; false if the job has another version
     */
    public record Beside(BiPredicate<Handle, Transition> jobs, JdbiInstanceStore instances) {}

    public JdbiHoldStore(
            Transactions transactions, HoldRows rows, JobNumbers numbers, Beside beside, StoreNotifications signals) {
        this.transactions = transactions;
        this.rows = rows;
        this.numbers = numbers;
        this.beside = beside;
        this.signals = signals;
    }

    private record Row(
            RunKey run, InstanceId owner, String executor, MachineId machine, String device, Optional<NodeName> node) {}

    @Override
    public List<Allocation> list() {
        List<Row> rows = transactions.read(
                "listing allocations",
                handle -> handle.createQuery("""
                        SELECT executor, node_id, device_id, workspace_id, job_id, attempt, instance_id, node_name
                        FROM device_holds
                        """).map(JdbiHoldStore::row).list());
        Map<RunKey, List<Row>> byRun = new HashMap<>();
        rows.forEach(row ->
                byRun.computeIfAbsent(row.run(), run -> new ArrayList<>()).add(row));
        return byRun.values().stream().map(JdbiHoldStore::hold).toList();
    }

    private static Allocation hold(List<Row> rows) {
        Row first = rows.get(0);
        return new Allocation(
                first.run(),
                first.owner(),
                first.executor(),
                first.machine(),
                rows.stream().map(Row::device).filter(HoldRows::isDevice).toList(),
                first.node());
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        return new Row(
                run(row),
                new InstanceId(row.getString("instance_id")),
                row.getString("executor"),
                new MachineId(row.getString("node_id")),
                row.getString("device_id"),
                Optional.ofNullable(row.getString("node_name")).map(NodeName::new));
    }

    private static RunKey run(ResultSet row) throws SQLException {
        return new RunKey(JobRows.ref(row), row.getInt("attempt"));
    }

    @Override
    public boolean takeOver(RunKey run, InstanceId from, InstanceId to) {
        return transactions.write(
                "taking over an allocation",
                handle -> bind(handle.createUpdate("""
                                        UPDATE device_holds SET instance_id = :to WHERE""" + OF_RUN), run, from)
                                .bind("to", to.value())
                                .execute()
                        > 0);
    }

    @Override
    public boolean free(RunKey run, InstanceId owner) {
        boolean freed = transactions.writeOn("releasing devices", connection -> {
            OptionalLong number = numbers.of(connection, run.job());
            return number.isPresent() && rows.free(connection, number.getAsLong(), run, owner);
        });
        if (freed) {
            signals.released();
        }
        return freed;
    }

    @Override
    public boolean release(RunKey run, InstanceId owner) {
        boolean released = transactions.write(
                "releasing an allocation",
                handle -> bind(handle.createUpdate("""
                                        DELETE FROM device_holds WHERE""" + OF_RUN), run, owner).execute() > 0);
        if (released) {
            signals.released();
        }
        return released;
    }

    /**
     * {@inheritDoc} The job is changed first: that may wait for an account, and joining instances must not wait for
     * that.
     */
    @Override
    public boolean forget(ForgottenAllocation forgotten) {
        boolean isForgotten = transactions.write("forgetting an allocation", handle -> {
            boolean isAlone = forgotten
                            .change()
                            .map(change -> beside.jobs().test(handle, change))
                            .orElse(true)
                    && tryRemove(handle, forgotten.hold())
                    && beside.instances().isAbandoned(handle, forgotten.hold());
            if (!isAlone) {
                handle.rollback();
            }
            return isAlone;
        });
        if (isForgotten) {
            // Nobody can use the devices, so there is no notification.
            forgotten.change().ifPresent(signals::stored);
        }
        return isForgotten;
    }

    /** Removes an allocation, if it is still as listed. */
    private static boolean tryRemove(Handle handle, Allocation hold) {
        return bind(handle.createUpdate("""
                                DELETE FROM device_holds
                                WHERE executor = :executor AND node_id = :machine AND""" + OF_RUN), hold.run(), hold.owner())
                        .bind("executor", hold.executor())
                        .bind("machine", hold.machine().value())
                        .execute()
                > 0;
    }

    private static <S extends SqlStatement<S>> S bind(S statement, RunKey run, InstanceId owner) {
        return statement
                .bind("workspace", run.job().workspace().value())
                .bind("job", run.job().id().value())
                .bind("attempt", run.attempt())
                .bind("owner", owner.value());
    }

    @Override
    public List<RunKey> over(InstanceId owner) {
        return transactions.read(
                "reading runs of ended jobs",
                // A look-up for each allocation: the planner must not choose to read all jobs.
                handle -> handle.createQuery("""
                        SELECT DISTINCT h.workspace_id, h.job_id, h.attempt
                        FROM device_holds h
                        WHERE h.instance_id = :owner
                            AND (SELECT s.status FROM job_state s WHERE s.job_number = h.job_number)
                                IN ('COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED')
                        """)
                        .bind("owner", owner.value())
                        .map((row, context) -> run(row))
                        .list());
    }
}
