package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.storage.internal.json.StoredJson;
import dev.jobgrid.storage.internal.notify.StoreNotifications;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Instances in a database, whose clock their leases run by. Thread-safe. */
public final class JdbiInstanceStore implements InstanceStore {
    private final Transactions transactions;
    private final StoredJson json;
    private final StoreNotifications signals;
    private final NodeRows nodes;

    public JdbiInstanceStore(Transactions transactions, StoredJson json, StoreNotifications signals) {
        this.transactions = transactions;
        this.json = json;
        this.signals = signals;
        this.nodes = new NodeRows(json);
    }

    @Override
    public void join(Instance self, Duration lease) {
        Optional<List<Instance.Node>> joined = transactions.write("joining the grids of the store", handle -> {
            keepNodes(handle);
            int added = handle.createUpdate("""
                            INSERT INTO grid_instances (instance_id, lease_until, is_idle, instance)
                            VALUES (:id, CURRENT_TIMESTAMP + CAST(:lease AS DOUBLE PRECISION) * INTERVAL '0.001' SECOND, FALSE, :instance)
                            ON CONFLICT DO NOTHING
                            """)
                    .bind("id", self.id().value())
                    .bind("lease", lease.toMillis())
                    .bind("instance", json.write(new Instance(self.id(), List.of())))
                    .execute();
            return added == 1 ? Optional.of(nodes.write(handle, self)) : Optional.empty();
        });
        nodes.written(
                self.id(),
                joined.orElseThrow(() -> new IllegalStateException("instance " + self.id() + " is known already")));
    }

    /** {@inheritDoc} Costs one statement as long as its nodes stay as they are. */
    @Override
    public boolean renew(Instance self, Duration lease) {
        if (nodes.isWritten(self)) {
            return transactions.writeAlone("renewing a lease", handle -> renewRow(handle, self, lease));
        }
        Optional<List<Instance.Node>> renewed = Optional.empty();
        try {
            renewed = transactions.write("renewing a lease", handle -> {
                keepNodes(handle); // before the row that is renewed: all take the two in this order
                return renewRow(handle, self, lease) ? Optional.of(nodes.write(handle, self)) : Optional.empty();
            });
        } finally {
            renewed.ifPresentOrElse(now -> nodes.written(self.id(), now), () -> nodes.forget(self.id()));
        }
        return renewed.isPresent();
    }

    private static boolean renewRow(Handle handle, Instance self, Duration lease) {
        return handle.createUpdate("""
                        UPDATE grid_instances
                        SET lease_until = CURRENT_TIMESTAMP + CAST(:lease AS DOUBLE PRECISION) * INTERVAL '0.001' SECOND
                        WHERE instance_id = :id
                        """)
                        .bind("id", self.id().value())
                        .bind("lease", lease.toMillis())
                        .execute()
                == 1;
    }

    private record Row(Instance instance, boolean isOver, Optional<Instance.Node> node) {}

    /** {@inheritDoc} Costs one statement if none is over. */
    @Override
    public List<Instance> live(InstanceId self) {
        List<Row> rows = transactions.read("looking for live grids", this::rows);
        if (rows.stream().anyMatch(row -> row.isOver() && !row.instance().id().equals(self))) {
            rows = transactions.write("ending grids whose lease is over", handle -> {
                handle.execute(
                        "DELETE FROM grid_instances WHERE lease_until < CURRENT_TIMESTAMP AND instance_id <> ?",
                        self.value());
                return rows(handle);
            });
        }
        return instances(rows);
    }

    /**
     * Whether no instance {@linkplain Instance#isAt is where} something is held. None comes to until the handle's transaction
     * ends. One whose lease has run out counts until {@link #live} has ended it: it may be renewed.
     */
    public boolean isAbandoned(Handle handle, Allocation hold) {
        keepNodes(handle);
        return instances(rows(handle)).stream().noneMatch(instance -> instance.isAt(hold));
    }

    /** From here to the end of the transaction no other says which nodes an instance reaches. */
    private static void keepNodes(Handle handle) {
        // The one row that is always there.
        handle.createQuery("SELECT level FROM store_level FOR UPDATE")
                .mapTo(Integer.class)
                .list();
    }

    private static List<Instance> instances(List<Row> rows) {
        Map<InstanceId, List<Row>> byInstance = rows.stream()
                .collect(Collectors.groupingBy(row -> row.instance().id(), LinkedHashMap::new, Collectors.toList()));
        return byInstance.values().stream().map(JdbiInstanceStore::instance).toList();
    }

    /** Of a grid of an earlier release, the nodes are in its own row. */
    private static Instance instance(List<Row> rows) {
        Instance instance = rows.get(0).instance();
        List<Instance.Node> nodes =
                rows.stream().flatMap(row -> row.node().stream()).toList();
        return nodes.isEmpty() ? instance : new Instance(instance.id(), nodes);
    }

    private List<Row> rows(Handle handle) {
        return handle.createQuery("""
                        SELECT i.instance, i.lease_until < CURRENT_TIMESTAMP AS is_over, n.node
                        FROM grid_instances i LEFT JOIN grid_nodes n ON n.instance_id = i.instance_id
                        ORDER BY i.instance_id, n.node_number
                        """)
                .map((row, context) -> new Row(
                        json.readInstance(row.getString("instance")),
                        row.getBoolean("is_over"),
                        Optional.ofNullable(row.getString("node")).map(json::readNode)))
                .list();
    }

    /** Ends all instances. */
    public void forgetAll() {
        transactions.write("forgetting grids of before", handle -> handle.execute("DELETE FROM grid_instances"));
    }

    @Override
    public void leave(InstanceId self) {
        nodes.forget(self);
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
