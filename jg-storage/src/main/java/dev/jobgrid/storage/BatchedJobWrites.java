package dev.jobgrid.storage;

import dev.jobgrid.callbacks.CallbackDelivery;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.Creation;
import dev.jobgrid.spi.NewJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes jobs by batches of rows, in words that every database takes; what H2 does fastest. Thread-safe. */
final class BatchedJobWrites implements JobWrites {
    private final Transactions transactions;
    private final JobStatements statements;
    private final IdempotencyKeys keys;
    private final JobLookup lookup;

    BatchedJobWrites(Transactions transactions, JobStatements statements, IdempotencyKeys keys, JobLookup lookup) {
        this.transactions = transactions;
        this.statements = statements;
        this.keys = keys;
        this.lookup = lookup;
    }

    @Override
    public List<List<Creation>> create(List<List<NewJob>> calls) {
        List<NewJob> all = calls.stream().flatMap(List::stream).toList();
        List<Creation> creations =
                transactions.writeOn("storing jobs", connection -> create(all, connection));
        return Calls.divided(creations, calls);
    }

    @Override
    public List<Creation> create(List<NewJob> jobs, Connection connection) throws SQLException {
        return new JobCreation(connection, statements, keys, lookup).store(jobs);
    }

    @Override
    public List<Boolean> apply(List<Transition> transitions) {
        return transactions.writeOn("storing a change of a job", connection -> apply(transitions, connection));
    }

    private List<Boolean> apply(List<Transition> transitions, Connection connection) throws SQLException {
        int[] counts = statements.updateJobs(connection, transitions);
        List<Boolean> applied = new ArrayList<>(counts.length);
        List<Transition> stored = new ArrayList<>(counts.length);
        for (int i = 0; i < counts.length; i++) {
            applied.add(counts[i] == 1);
            if (counts[i] == 1) {
                stored.add(transitions.get(i));
            }
        }
        statements.insertEvents(connection, stored);
        List<CallbackDelivery> owed =
                stored.stream().flatMap(t -> t.callback().stream()).toList();
        statements.insertCallbacks(connection, owed);
        return applied;
    }
}
