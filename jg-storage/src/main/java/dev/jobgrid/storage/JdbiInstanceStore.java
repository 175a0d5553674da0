package dev.jobgrid.storage;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.Instance;
import dev.jobgrid.spi.InstanceStore;
import java.time.Duration;
import java.util.List;

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
        int joined = transactions.write(
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
        return transactions.write(
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

    @Override
    public List<Instance> live() {
        return transactions.write("looking for live grids", handle -> {
            handle.execute("DELETE FROM grid_instances WHERE lease_until < CURRENT_TIMESTAMP");
            return handle.createQuery("SELECT instance FROM grid_instances ORDER BY instance_id")
                    .map((row, context) -> json.readInstance(row.getString("instance")))
                    .list();
        });
    }

    /** Ends all instances. */
    void forgetAll() {
        transactions.write("forgetting grids of before", handle -> handle.execute("DELETE FROM grid_instances"));
    }

    @Override
    public void leave(InstanceId self) {
        transactions.write(
                "leaving the grids of the store",
                handle -> handle.execute("DELETE FROM grid_instances WHERE instance_id = ?", self.value()));
    }

    @Override
    public void idle(InstanceId self, boolean isIdle) {
        transactions.write(
                "telling that a grid is idle",
                handle -> handle.execute(
                        "UPDATE grid_instances SET is_idle = ? WHERE instance_id = ?", isIdle, self.value()));
    }

    @Override
    public Listening listen(InstanceId self, Listener listener) {
        return signals.listen(self, listener);
    }
}
