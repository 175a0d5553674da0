package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Writes jobs by batches of rows in portable SQL; fastest on H2. Thread-safe. */
public final class BatchedJobWrites implements JobWrites {
    private final Transactions transactions;
    private final JobStatements statements;
    private final JobCreation creation;
    private final HoldRows holds;
    private final JobNumbers numbers;

    public BatchedJobWrites(
            Transactions transactions,
            JobStatements statements,
            JobCreation creation,
            HoldRows holds,
            JobNumbers numbers) {
        this.transactions = transactions;
        this.statements = statements;
        this.creation = creation;
        this.holds = holds;
        this.numbers = numbers;
    }

    @Override
    public int atOnce() {
        return 1; // a second one would wait for the first
    }

    @Override
    public List<List<Creation>> create(List<List<JobRow>> calls) {
        return AtomicBatches.stored(
                calls,
                now -> transactions.writeOn(
                        "storing jobs", connection -> AtomicBatches.checked(now, createOn(connection, now))));
    }

    private List<List<Creation>> createOn(Connection connection, List<List<JobRow>> calls) throws SQLException {
        return Calls.divided(create(calls.stream().flatMap(List::stream).toList(), connection), calls);
    }

    @Override
    public List<Creation> create(List<JobRow> jobs, Connection connection) throws SQLException {
        return creation.store(connection, jobs);
    }

    @Override
    public List<List<Boolean>> update(List<List<ChangeRow>> calls) {
        List<Boolean> applied = DeviceRace.without(
                calls.stream().flatMap(List::stream).toList(),
                fair -> transactions.writeOn("storing changes of jobs", connection -> apply(fair, connection)));
        return Calls.divided(applied, calls);
    }

    @Override
    public boolean apply(ChangeRow change, Connection connection) throws SQLException {
        return apply(List.of(change), connection).get(0);
    }

    private List<Boolean> apply(List<ChangeRow> changes, Connection connection) throws SQLException {
        if (changes.isEmpty()) {
            return List.of();
        }
        List<NumberedChange> numbered = NumberedChange.of(connection, numbers, changes);
        int[] counts = statements.updateStates(connection, numbered);
        List<NumberedChange> stored = new ArrayList<>(counts.length);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 1) {
                stored.add(numbered.get(i));
            } else {
                numbers.forget(numbered.get(i).change().ref());
            }
        }
        for (NumberedChange change : stored) {
            if (!holds.write(connection, change)) {
                throw new DeviceHeldException(change.change());
            }
        }
        statements.writeRest(connection, stored);
        Set<ChangeRow> applied = Collections.newSetFromMap(new IdentityHashMap<>());
        stored.forEach(change -> applied.add(change.change()));
        return changes.stream().map(applied::contains).toList();
    }
}
