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

/** Instances in a database, with leases by the database's clock. Thread-safe. */
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
        Optional<List<Instance.Node>> joined = transactions.write("registering an instance", handle -> {
            keepNodes(handle);
            int added = handle.createUpdate("""
                            INSERT INTO grid_instances (instance_id, lease_until, is_idle)
                            VALUES (:id, CURRENT_TIMESTAMP + CAST(:lease AS DOUBLE PRECISION) * INTERVAL '0.001' SECOND, FALSE)
                            ON CONFLICT DO NOTHING
                            """)
                    .bind("id", self.id().value())
                    .bind("lease", lease.toMillis())
                    .execute();
            return added == 1 ? Optional.of(nodes.write(handle, self)) : Optional.empty();
        });
        nodes.written(
                self.id(),
                joined.orElseThrow(
                        () -> new IllegalStateException("instance " + self.id() + " is already" + " registered")));
    }

    /** {@inheritDoc} Costs one statement while its nodes do not change. */
    @Override
    public boolean renew(Instance self, Duration lease) {
        if (nodes.isWritten(self)) {
            return transactions.writeAlone("renewing a lease", handle -> renewRow(handle, self, lease));
        }
        Optional<List<Instance.Node>> renewed = Optional.empty();
        try {
            renewed = transactions.write("renewing a lease", handle -> {
                keepNodes(handle); // before the renewed row: all lock the two in this order
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

    private record Row(InstanceId id, boolean isOver, Optional<Instance.Node> node) {}

    /** {@inheritDoc} Costs one statement if no lease has expired. */
    @Override
    public List<Instance> live(InstanceId self) {
        List<Row> rows = transactions.read("reading live instances", this::rows);
        if (rows.stream().anyMatch(row -> row.isOver() && !row.id().equals(self))) {
            rows = transactions.write("ending instances with expired leases", handle -> {
                handle.execute(
                        "DELETE FROM grid_instances WHERE lease_until < CURRENT_TIMESTAMP AND instance_id <> ?",
                        self.value());
                return rows(handle);
            });
        }
        return instances(rows);
    }

    /**
     * Whether no instance {@linkplain Instance#isAt may reach} an allocation. None can until the handle's transaction
     * ends. One with an expired lease counts until {@link #live} has ended it: it may be renewed.
     */
    public boolean isAbandoned(Handle handle, Allocation hold) {
        keepNodes(handle);
        return instances(rows(handle)).stream().noneMatch(instance -> instance.isAt(hold));
    }

    /** Blocks changes of instances' nodes until the end of the transaction. */
    private static void keepNodes(Handle handle) {
        // The row that always exists.
        handle.createQuery("SELECT level FROM store_level FOR UPDATE")
                .mapTo(Integer.class)
                .list();
    }

    private static List<Instance> instances(List<Row> rows) {
        Map<InstanceId, List<Row>> byInstance =
                rows.stream().collect(Collectors.groupingBy(Row::id, LinkedHashMap::new, Collectors.toList()));
        return byInstance.values().stream().map(JdbiInstanceStore::instance).toList();
    }

    private static Instance instance(List<Row> rows) {
        return new Instance(
                rows.get(0).id(),
                rows.stream().flatMap(row -> row.node().stream()).toList());
    }

    private List<Row> rows(Handle handle) {
        return handle.createQuery("""
                        SELECT i.instance_id, i.lease_until < CURRENT_TIMESTAMP AS is_over, n.node
                        FROM grid_instances i LEFT JOIN grid_nodes n ON n.instance_id = i.instance_id
                        ORDER BY i.instance_id, n.node_number
                        """)
                .map((row, context) -> new Row(
                        new InstanceId(row.getString("instance_id")),
                        row.getBoolean("is_over"),
                        Optional.ofNullable(row.getString("node")).map(json::readNode)))
                .list();
    }

    /** Ends all instances. */
    public void forgetAll() {
        transactions.write("removing earlier instances", handle -> handle.execute("DELETE FROM grid_instances"));
    }

    @Override
    public void leave(InstanceId self) {
        nodes.forget(self);
        transactions.writeAlone(
                "removing an instance",
                handle -> handle.execute("DELETE FROM grid_instances WHERE instance_id = ?", self.value()));
    }

    @Override
    public void idle(InstanceId self, boolean isIdle) {
        transactions.writeAlone(
                "marking an instance idle",
                handle -> handle.execute(
                        "UPDATE grid_instances SET is_idle = ? WHERE instance_id = ?", isIdle, self.value()));
    }

    @Override
    public Listening listen(InstanceId self, Listener listener) {
        return signals.listen(self, listener);
    }
}
