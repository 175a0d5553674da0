package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.storage.internal.json.StoredJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Rows of nodes of this process's grids. Rewritten on change only: free disk changes all the time, and counts from a
 * sixteenth on. Thread-safe.
 */
final class NodeRows {
    private static final int DISK_PART = 16;

    private static final String DELETE = "DELETE FROM grid_nodes WHERE instance_id = :id AND node_number = :number";

    private final StoredJson json;
    private final Map<InstanceId, List<Instance.Node>> written = new ConcurrentHashMap<>();

    NodeRows(StoredJson json) {
        this.json = json;
    }

    /** Whether the rows of an instance are up to date. */
    boolean isWritten(Instance self) {
        List<Instance.Node> rows = written.get(self.id());
        List<Instance.Node> now = self.nodes();
        return rows != null
                && rows.size() == now.size()
                && IntStream.range(0, now.size()).allMatch(i -> isSame(rows.get(i), now.get(i)));
    }

    private static boolean isSame(Instance.Node before, Instance.Node now) {
        GpuNode node = now.node();
        long disk = before.node().freeDiskBytes();
        boolean isDiskSame = Math.abs(disk - node.freeDiskBytes()) <= Math.max(disk, node.freeDiskBytes()) / DISK_PART;
        return isDiskSame && before.equals(new Instance.Node(now.executor(), node.withFreeDisk(disk)));
    }

    /**
     * Writes differences from the current rows, or all if they are unknown.
     *
     * @return the content of the rows
     */
    List<Instance.Node> write(Handle handle, Instance self) {
        String id = self.id().value();
        List<Instance.Node> before = written.getOrDefault(self.id(), List.of());
        List<Instance.Node> now = new ArrayList<>(self.nodes());
        if (before.isEmpty()) {
            handle.execute("DELETE FROM grid_nodes WHERE instance_id = ?", id);
        }
        PreparedBatch gone = handle.prepareBatch(DELETE);
        PreparedBatch fresh = handle.prepareBatch(
                "INSERT INTO grid_nodes (instance_id, node_number, node) VALUES (:id, :number, :node)");
        for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
            boolean isKnown = i < before.size();
            if (isKnown && i < now.size() && isSame(before.get(i), now.get(i))) {
                now.set(i, before.get(i));
                continue;
            }
            if (isKnown) {
                gone.bind("id", id).bind("number", i).add();
            }
            if (i < now.size()) {
                fresh.bind("id", id)
                        .bind("number", i)
                        .bind("node", json.write(now.get(i)))
                        .add();
            }
        }
        execute(gone);
        execute(fresh);
        return now;
    }

    private static void execute(PreparedBatch batch) {
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    private record Row(int number, Instance.Node node) {}

    /** Removes nodes of an ended instance. Compared as read, since an earlier release may have written them otherwise. */
    void remove(Handle handle, InstanceId ended, List<Instance.Node> nodes) {
        List<Row> rows = handle.createQuery("""
                        SELECT n.node_number, n.node
                        FROM grid_nodes n JOIN grid_instances i ON i.instance_id = n.instance_id
                        WHERE n.instance_id = :id AND i.ended_at IS NOT NULL
                        """)
                .bind("id", ended.value())
                .map((row, context) -> new Row(row.getInt("node_number"), json.readNode(row.getString("node"))))
                .list();
        PreparedBatch gone = handle.prepareBatch(DELETE);
        rows.stream()
                .filter(row -> nodes.contains(row.node()))
                .forEach(row -> gone.bind("id", ended.value())
                        .bind("number", row.number())
                        .add());
        execute(gone);
    }

    /** Records the rows of an instance, after their commit. */
    void written(InstanceId self, List<Instance.Node> nodes) {
        written.put(self, List.copyOf(nodes));
    }

    /** Records that the rows of an instance are unknown, because it has ended, or a commit's result is unknown. */
    void forget(InstanceId self) {
        written.remove(self);
    }
}
