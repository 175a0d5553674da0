package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.Instances;
import dev.jobgrid.storage.internal.json.StoredJson;
import dev.jobgrid.storage.internal.notify.StoreNotifications;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Instances in a database, with leases by the database's clock. Thread-safe. */
public final class JdbiInstanceStore implements InstanceStore {
    private static final String END = """
            UPDATE grid_instances SET ended_at = LEAST(lease_until, CURRENT_TIMESTAMP), is_idle = FALSE
            WHERE ended_at IS NULL
            """;

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
            StoreIdentity.checkNotMoved(handle); // after what waited for the move to end
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
                        WHERE instance_id = :id AND ended_at IS NULL
                        """)
                        .bind("id", self.id().value())
                        .bind("lease", lease.toMillis())
                        .execute()
                == 1;
    }

    private record Row(
            InstanceId id, boolean isOver, Optional<Instant> ended, Instant now, Optional<Instance.Node> node) {}

    /** {@inheritDoc} Costs one statement if no lease has expired. */
    @Override
    public Instances read(InstanceId self) {
        List<Row> rows = transactions.read("reading instances", this::rows);
        if (rows.stream().anyMatch(row -> row.isOver() && !row.id().equals(self))) {
            rows = transactions.write("ending instances with expired leases", handle -> {
                handle.execute(END + " AND lease_until < CURRENT_TIMESTAMP AND instance_id <> ?", self.value());
                removeWithoutNodes(handle);
                return rows(handle);
            });
        }
        return instances(rows);
    }

    /**
     * Whether no instance {@linkplain Instance#isAt may reach} an allocation. None can until the handle's transaction
     * ends. One with an expired lease counts until {@link #read} has ended it: it may be renewed.
     */
    public boolean isAbandoned(Handle handle, Allocation hold) {
        keepNodes(handle);
        return instances(rows(handle)).live().stream().noneMatch(instance -> instance.isAt(hold));
    }

    /** Blocks changes of instances' nodes until the end of the transaction. */
    private static void keepNodes(Handle handle) {
        // The row that always exists.
        handle.createQuery("SELECT level FROM store_level FOR UPDATE")
                .mapTo(Integer.class)
                .list();
    }

    private static Instances instances(List<Row> rows) {
        Map<InstanceId, List<Row>> byInstance =
                rows.stream().collect(Collectors.groupingBy(Row::id, LinkedHashMap::new, Collectors.toList()));
        List<Instance> live = new ArrayList<>();
        List<Instances.Ended> ended = new ArrayList<>();
        for (List<Row> of : byInstance.values()) {
            Instance instance = instance(of);
            Row row = of.get(0);
            row.ended()
                    .ifPresentOrElse(
                            at -> ended.add(new Instances.Ended(instance, at, Duration.between(at, row.now()))),
                            () -> live.add(instance));
        }
        return new Instances(live, ended);
    }

    private static Instance instance(List<Row> rows) {
        return new Instance(
                rows.get(0).id(),
                rows.stream().flatMap(row -> row.node().stream()).toList());
    }

    private List<Row> rows(Handle handle) {
        return handle.createQuery("""
                        SELECT i.instance_id, i.ended_at, CURRENT_TIMESTAMP AS read_at,
                               i.ended_at IS NULL AND i.lease_until < CURRENT_TIMESTAMP AS is_over, n.node
                        FROM grid_instances i LEFT JOIN grid_nodes n ON n.instance_id = i.instance_id
                        ORDER BY i.instance_id, n.node_number
                        """)
                .map((row, context) -> new Row(
                        new InstanceId(row.getString("instance_id")),
                        row.getBoolean("is_over"),
                        TimeColumn.readOptional(row, "ended_at"),
                        TimeColumn.read(row, "read_at"),
                        Optional.ofNullable(row.getString("node")).map(json::readNode)))
                .list();
    }

    /** Ends all instances. */
    public void endAll() {
        transactions.write("ending earlier instances", handle -> {
            handle.execute(END);
            return removeWithoutNodes(handle);
        });
    }

    @Override
    public void leave(InstanceId self) {
        nodes.forget(self);
        transactions.write("ending an instance", handle -> {
            handle.execute(END + " AND instance_id = ?", self.value());
            return removeWithoutNodes(handle);
        });
    }

    private static int removeWithoutNodes(Handle handle) {
        return handle.execute("""
                DELETE FROM grid_instances i
                WHERE ended_at IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM grid_nodes n WHERE n.instance_id = i.instance_id)
                """);
    }

    @Override
    public void forget(InstanceId ended, List<Instance.Node> forgotten) {
        transactions.write("forgetting nodes", handle -> {
            nodes.remove(handle, ended, forgotten);
            return removeWithoutNodes(handle);
        });
    }

    @Override
    public void idle(InstanceId self, boolean isIdle) {
        transactions.writeAlone(
                "marking an instance idle",
                handle -> handle.execute(
                        "UPDATE grid_instances SET is_idle = ? WHERE instance_id = ? AND ended_at IS NULL",
                        isIdle,
                        self.value()));
    }

    @Override
    public Listening listen(InstanceId self, Listener listener) {
        return signals.listen(self, listener);
    }
}
