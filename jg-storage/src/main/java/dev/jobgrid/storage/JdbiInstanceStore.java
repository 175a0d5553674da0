package dev.jobgrid.storage;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.Instance;
import dev.jobgrid.spi.InstanceStore;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Instances in a database, whose clock their leases run by. Thread-safe. */
final class JdbiInstanceStore implements InstanceStore {
    private final Transactions transactions;
    private final StoredJson json;
    private final Signals signals;

    JdbiInstanceStore(Transactions transactions, StoredJson json, Signals signals) {
        this.transactions = transactions;
        this.json = json;
        this.signals = signals;
    }

    @Override
    public void join(Instance self, Duration lease) {
        int joined = transactions.writeAlone(
                "joining the grids of the store",
                handle -> handle.createUpdate("""
                                INSERT INTO grid_instances (instance_id, lease_until, is_idle, instance)
                                VALUES (:id, CURRENT_TIMESTAMP + CAST(:lease AS DOUBLE PRECISION) * INTERVAL '0.001' SECOND, FALSE, :instance)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", self.id().value())
                        .bind("lease", lease.toMillis())
                        .bind("instance", json.write(self))
                        .execute());
        if (joined == 0) {
            throw new IllegalStateException("instance " + self.id() + " is known already");
        }
    }

    @Override
    public boolean renew(Instance self, Duration lease) {
        return transactions.writeAlone(
                "renewing a lease",
                handle -> handle.createUpdate("""
                                UPDATE grid_instances
                                SET lease_until = CURRENT_TIMESTAMP + CAST(:lease AS DOUBLE PRECISION) * INTERVAL '0.001' SECOND,
                                    instance = :instance
                                WHERE instance_id = :id
                                """)
                                .bind("id", self.id().value())
                                .bind("lease", lease.toMillis())
                                .bind("instance", json.write(self))
                                .execute()
                        == 1);
    }

    private record Row(Instance instance, boolean isOver) {}

    /** {@inheritDoc} Costs one statement if none is over. */
    @Override
    public List<Instance> live() {
        List<Row> rows = transactions.read("looking for live grids", this::rows);
        if (rows.stream().anyMatch(Row::isOver)) {
            rows = transactions.write("ending grids whose lease is over", handle -> {
                handle.execute("DELETE FROM grid_instances WHERE lease_until < CURRENT_TIMESTAMP");
                return rows(handle);
            });
        }
        return rows.stream().map(Row::instance).toList();
    }

    private List<Row> rows(Handle handle) {
        return handle.createQuery("""
                        SELECT instance, lease_until < CURRENT_TIMESTAMP AS is_over FROM grid_instances
                        ORDER BY instance_id
                        """)
                .map((row, context) -> new Row(json.readInstance(row.getString("instance")), row.getBoolean("is_over")))
                .list();
    }

    /** Ends all instances. */
    void forgetAll() {
        transactions.write("forgetting grids of before", handle -> handle.execute("DELETE FROM grid_instances"));
    }

    @Override
    public void leave(InstanceId self) {
        transactions.writeAlone(
                "leaving the grids of the store",
                handle -> handle.execute("DELETE FROM grid_instances WHERE instance_id = ?", self.value()));
    }

    @Override
    public void idle(InstanceId self, boolean isIdle) {
        transactions.writeAlone(
                "telling that a grid is idle",
                handle -> handle.execute(
                        "UPDATE grid_instances SET is_idle = ? WHERE instance_id = ?", isIdle, self.value()));
    }

    @Override
    public Listening listen(InstanceId self, Listener listener) {
        return signals.listen(self, listener);
    }
}
