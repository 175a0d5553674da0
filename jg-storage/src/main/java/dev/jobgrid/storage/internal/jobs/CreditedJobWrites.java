package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.credits.Shortfall;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decorates writes of jobs: moves the credits of jobs with a credit hold in the same transaction. Other jobs pass
 * through. Accounts are locked after everything else. Thread-safe.
 */
public final class CreditedJobWrites implements JobWrites {
    private static final Comparator<ChangeRow> BY_JOB = Comparator.comparing(
                    (ChangeRow change) -> change.ref().workspace().value())
            .thenComparing(change -> change.ref().id().value());

    private final Transactions transactions;
    private final JobWrites jobs;
    private final CreditRows credits;
    private final AccountLockBackoff locked;

    /**
     * Decorates these writes.
     *
     * @param locked records accounts that others keep locked, each of which is not tried for a second
     */
    public CreditedJobWrites(Transactions transactions, JobWrites jobs, CreditRows credits, AccountLockBackoff locked) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.credits = credits;
        this.locked = locked;
    }

    /** The workspaces whose credits new jobs reserve. */
    static Set<WorkspaceId> holding(List<JobRow> call) {
        return isCredited(call)
                ? call.stream().map(row -> row.ref().workspace()).collect(Collectors.toSet())
                : Set.of();
    }

    /** The workspaces whose credits changes settle. */
    static Set<WorkspaceId> settling(List<ChangeRow> changes) {
        Set<WorkspaceId> settling = new HashSet<>();
        for (ChangeRow change : changes) {
            if (isSettling(change)) {
                settling.add(change.ref().workspace());
            }
        }
        return settling;
    }

    /**
     * Writes the changes that move credits of these.
     *
     * @throws AccountLockedException if another transaction keeps one of them locked
     */
    private <T> T moving(Set<WorkspaceId> accounts, Supplier<T> write) {
        locked.check(accounts);
        try {
            T written = write.get();
            locked.free(accounts);
            return written;
        } catch (AccountLockedException e) {
            locked.found(e.workspace());
            throw e;
        }
    }

    private static boolean isCredited(List<JobRow> call) {
        for (JobRow row : call) {
            if (row.fresh().job().state().cost().held().isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSettling(ChangeRow change) {
        return change.settlement().filter(Settlement::isMoving).isPresent();
    }

    @Override
    public int atOnce() {
        return jobs.atOnce();
    }

    @Override
    public List<List<Creation>> create(List<List<JobRow>> calls) {
        List<List<JobRow>> credited =
                calls.stream().filter(CreditedJobWrites::isCredited).toList();
        if (credited.isEmpty()) {
            return jobs.create(calls);
        }
        List<List<JobRow>> others =
                calls.stream().filter(call -> !isCredited(call)).toList();
        IdentityHashMap<List<JobRow>, List<Creation>> creations = new IdentityHashMap<>();
        put(creations, credited, createCredited(credited));
        put(creations, others, others.isEmpty() ? List.of() : jobs.create(others));
        return calls.stream()
                .map(call -> creations.getOrDefault(call, List.of()))
                .toList();
    }

    private static void put(
            IdentityHashMap<List<JobRow>, List<Creation>> creations,
            List<List<JobRow>> calls,
            List<List<Creation>> made) {
        for (int i = 0; i < calls.size(); i++) {
            creations.put(calls.get(i), made.get(i));
        }
    }

    private List<List<Creation>> createCredited(List<List<JobRow>> calls) {
        return AtomicBatches.stored(
                calls,
                now -> moving(
                        now.stream().flatMap(call -> holding(call).stream()).collect(Collectors.toSet()),
                        () -> transactions.writeOn(
                                "storing jobs", connection -> createOn(connection, now, credits::lockBriefly))));
    }

    private static List<Creation> unfunded(List<JobRow> call, Shortfall missing) {
        return call.stream()
                .map(row -> Creation.unfunded(row.fresh().job(), missing))
                .toList();
    }

    private List<List<Creation>> createOn(Connection connection, List<List<JobRow>> calls, CreditRows.Lock lock)
            throws SQLException {
        List<List<Creation>> made = new ArrayList<>(calls.size());
        if (calls.stream()
                .flatMap(List::stream)
                .allMatch(row -> row.fresh().idempotency().isEmpty())) {
            List<JobRow> all = calls.stream().flatMap(List::stream).toList();
            made.addAll(Calls.divided(jobs.create(all, connection), calls));
        } else {
            for (List<JobRow> call : calls) {
                made.add(jobs.create(call, connection));
            }
        }
        AtomicBatches.checked(calls, made);
        reserve(connection, calls, made, lock);
        return made;
    }

    private void reserve(
            Connection connection, List<List<JobRow>> calls, List<List<Creation>> made, CreditRows.Lock lock)
            throws SQLException {
        List<List<Job>> holding = made.stream()
                .map(call -> call.stream()
                        .filter(creation -> creation.found() == Found.CREATED)
                        .map(Creation::job)
                        .filter(job -> job.state().cost().held().isPresent())
                        .toList())
                .toList();
        Set<WorkspaceId> accounts = holding.stream()
                .flatMap(List::stream)
                .map(job -> job.ref().workspace())
                .collect(Collectors.toSet());
        CreditTally tally = new CreditTally(credits, connection, accounts, lock);
        Map<Integer, List<Creation>> unfunded = new HashMap<>();
        for (int i = 0; i < holding.size(); i++) {
            int call = i;
            tally.reserve(holding.get(i))
                    .ifPresent(shortfall -> unfunded.put(call, unfunded(calls.get(call), shortfall)));
        }
        if (!unfunded.isEmpty()) {
            throw new BatchRejectedException(unfunded);
        }
        tally.write();
    }

    @Override
    public List<Creation> create(List<JobRow> rows, Connection connection) throws SQLException {
        if (rows.size() == 1 && !isCredited(rows) && !rows.get(0).fresh().isPlaced()) {
            return jobs.create(rows, connection);
        }
        Savepoint before = connection.setSavepoint();
        try {
            List<Creation> made =
                    createOn(connection, List.of(rows), credits::lock).get(0);
            connection.releaseSavepoint(before);
            return made;
        } catch (BatchRejectedException e) {
            // A refused batch must not be committed by the caller, however it handles the refusal.
            connection.rollback(before);
            return e.answers().values().iterator().next();
        }
    }

    @Override
    public List<List<Boolean>> update(List<List<ChangeRow>> calls) {
        List<ChangeRow> ending =
                calls.stream().flatMap(CreditedJobWrites::ending).sorted(BY_JOB).toList();
        if (ending.isEmpty()) {
            return jobs.update(calls);
        }
        IdentityHashMap<ChangeRow, Boolean> ended = settle(ending);
        List<List<ChangeRow>> rest = calls.stream()
                .map(call -> call.stream()
                        .filter(change -> !ended.containsKey(change))
                        .toList())
                .toList();
        List<List<Boolean>> others = updateRest(rest);
        List<List<Boolean>> answers = new ArrayList<>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            answers.add(answers(calls.get(i), ended, others.get(i)));
        }
        return answers;
    }

    /** Changes of jobs with a settlement: earlier changes belong in the same commit. */
    private static Stream<ChangeRow> ending(List<ChangeRow> call) {
        Set<JobRef> settled = call.stream()
                .filter(CreditedJobWrites::isSettling)
                .map(ChangeRow::ref)
                .collect(Collectors.toSet());
        return call.stream().filter(change -> settled.contains(change.ref()));
    }

    private List<List<Boolean>> updateRest(List<List<ChangeRow>> rest) {
        List<List<ChangeRow>> wanted =
                rest.stream().filter(call -> !call.isEmpty()).toList();
        Iterator<List<Boolean>> made = wanted.isEmpty()
                ? Collections.emptyIterator()
                : jobs.update(wanted).iterator();
        return rest.stream()
                .map(call -> call.isEmpty() ? List.<Boolean>of() : made.next())
                .toList();
    }

    private static List<Boolean> answers(
            List<ChangeRow> call, IdentityHashMap<ChangeRow, Boolean> ended, List<Boolean> others) {
        Iterator<Boolean> next = others.iterator();
        List<Boolean> answers = new ArrayList<>(call.size());
        for (ChangeRow change : call) {
            Boolean settled = ended.get(change);
            answers.add(settled == null ? next.next() : settled);
        }
        return answers;
    }

    private IdentityHashMap<ChangeRow, Boolean> settle(List<ChangeRow> changes) {
        return moving(
                settling(changes),
                () -> transactions.writeOn("storing the end of jobs", connection -> settle(connection, changes)));
    }

    private IdentityHashMap<ChangeRow, Boolean> settle(Connection connection, List<ChangeRow> changes)
            throws SQLException {
        IdentityHashMap<ChangeRow, Boolean> applied = new IdentityHashMap<>();
        List<ChangeRow> ended = new ArrayList<>(changes.size());
        for (ChangeRow change : changes) {
            boolean stored = jobs.apply(change, connection);
            applied.put(change, stored);
            if (stored && isSettling(change)) {
                ended.add(change);
            }
        }
        move(connection, ended, credits::lockBriefly);
        return applied;
    }

    private void move(Connection connection, List<ChangeRow> ended, CreditRows.Lock lock) throws SQLException {
        CreditTally tally = new CreditTally(credits, connection, settling(ended), lock);
        ended.forEach(tally::settle);
        tally.write();
    }

    @Override
    public boolean apply(ChangeRow change, Connection connection) throws SQLException {
        boolean stored = jobs.apply(change, connection);
        if (stored && isSettling(change)) {
            move(connection, List.of(change), credits::lock);
        }
        return stored;
    }
}
