package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.Shortfall;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Usd;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Movements of one transaction on the accounts of some workspaces, all of which it locks first. Single-threaded. */
final class CreditTally {
    private final CreditRows rows;
    private final Connection connection;
    private final Map<WorkspaceId, CreditPosition> positions = new HashMap<>();
    private final Map<WorkspaceId, List<CreditMovement>> moved = new LinkedHashMap<>();

    CreditTally(CreditRows rows, Connection connection, Set<WorkspaceId> workspaces, CreditRows.Lock lock)
            throws SQLException {
        this.rows = rows;
        this.connection = connection;
        // Locks are taken in a fixed order to avoid deadlocks.
        for (WorkspaceId workspace : workspaces.stream()
                .sorted(Comparator.comparing(WorkspaceId::value))
                .toList()) {
            positions.put(workspace, lock.on(connection, workspace).orElse(CreditPosition.START));
        }
    }

    /** Reserves credits for new jobs, all or none; returns the shortfall. */
    Optional<Shortfall> reserve(List<Job> jobs) {
        Map<WorkspaceId, Long> needed = new LinkedHashMap<>();
        jobs.forEach(job -> needed.merge(job.ref().workspace(), held(job).micros(), CreditTally::sum));
        for (Map.Entry<WorkspaceId, Long> need : needed.entrySet()) {
            CreditPosition position = position(need.getKey());
            Usd amount = new Usd(need.getValue());
            if (!position.covers(amount)) {
                return Optional.of(new Shortfall(position.balance().available(), amount));
            }
        }
        for (Job job : jobs) {
            if (held(job).compareTo(Usd.ZERO) > 0) {
                WorkspaceId workspace = job.ref().workspace();
                add(
                        workspace,
                        position(workspace)
                                .reserve(
                                        job.id(), held(job), job.state().times().created()));
            }
        }
        return Optional.empty();
    }

    private static Usd held(Job job) {
        return job.state().cost().held().orElse(Usd.ZERO);
    }

    /** Saturated on overflow. */
    private static long sum(long one, long other) {
        return other > Long.MAX_VALUE - one ? Long.MAX_VALUE : one + other;
    }

    /** Settles the credit hold of a job that this change ends. */
    void settle(ChangeRow change) {
        WorkspaceId workspace = change.ref().workspace();
        add(
                workspace,
                position(workspace)
                        .settle(
                                change.ref().id(),
                                change.settlement().orElseThrow(),
                                change.after().times().updated()));
    }

    private CreditPosition position(WorkspaceId workspace) {
        return Optional.ofNullable(positions.get(workspace)).orElse(CreditPosition.START);
    }

    private void add(WorkspaceId workspace, CreditMovement movement) {
        positions.put(workspace, movement.position());
        moved.computeIfAbsent(workspace, any -> new ArrayList<>()).add(movement);
    }

    /** Writes all movements. */
    void write() throws SQLException {
        for (Map.Entry<WorkspaceId, List<CreditMovement>> account : moved.entrySet()) {
            rows.write(connection, account.getKey(), account.getValue());
        }
    }
}
