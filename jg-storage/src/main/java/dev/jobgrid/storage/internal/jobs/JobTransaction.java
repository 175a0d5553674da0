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
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes new jobs and changes row by row in one transaction, on every database: with ids and keys that are taken, with
 * devices that another run holds, and with credits. What several callers write is written together. What cannot be
 * stored is undone with the rest, back to a savepoint, and the rest is written again. Locks are taken in a fixed order:
 * accounts after everything else. Thread-safe.
 */
public final class JobTransaction implements JobWrites {
    private final Transactions transactions;
    private final JobCreation creation;
    private final ChangeStatement changes;
    private final HoldRows holds;
    private final JobNumbers numbers;
    private final CreditRows credits;
    private final AccountLockBackoff locked;

    /** Writes changes of distinct jobs, all but their allocations. */
    @FunctionalInterface
    public interface ChangeStatement {
        /** The numbers of those jobs that still have the version that their change was built from. */
        Set<Long> store(Connection connection, List<NumberedChange> changes) throws SQLException;
    }

    /**
     * Transactions of this database.
     *
     * @param locked records accounts that others keep locked, each of which is not tried for a second
     */
    public JobTransaction(
            Transactions transactions,
            JobCreation creation,
            ChangeStatement changes,
            HoldRows holds,
            JobNumbers numbers,
            CreditRows credits,
            AccountLockBackoff locked) {
        this.transactions = transactions;
        this.creation = creation;
        this.changes = changes;
        this.holds = holds;
        this.numbers = numbers;
        this.credits = credits;
        this.locked = locked;
    }

    /** Whether new jobs reserve credits. */
    public static boolean isCredited(List<JobRow> call) {
        for (JobRow row : call) {
            if (isCredited(row.fresh().job())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCredited(Job job) {
        return job.state().cost().held().isPresent();
    }

    /** The workspaces whose credits new jobs reserve. */
    static Set<WorkspaceId> holding(List<JobRow> call) {
        return isCredited(call)
                ? call.stream().map(row -> row.ref().workspace()).collect(Collectors.toSet())
                : Set.of();
    }

    /** Whether a change settles the credit hold of its job. */
    public static boolean isSettling(ChangeRow change) {
        return change.settlement().filter(Settlement::isMoving).isPresent();
    }

    /** The workspaces whose credits changes settle. */
    static Set<WorkspaceId> settling(Collection<ChangeRow> changes) {
        Set<WorkspaceId> settling = new HashSet<>();
        for (ChangeRow change : changes) {
            if (isSettling(change)) {
                settling.add(change.ref().workspace());
            }
        }
        return settling;
    }

    @Override
    public int atOnce() {
        return 1; // on H2 a second one would wait for the first
    }

    /** Writes what moves credits of these, unless another transaction keeps one of them locked. */
    private <T> T moving(Set<WorkspaceId> accounts, String doing, Transactions.Work<T> write) {
        locked.check(accounts);
        try {
            T written = transactions.writeOn(doing, write);
            locked.free(accounts);
            return written;
        } catch (AccountLockedException e) {
            locked.found(e.workspace());
            throw e;
        }
    }

    /** {@inheritDoc} Each list is stored whole or not at all. */
    @Override
    public List<List<Creation>> create(List<List<JobRow>> calls) {
        Set<WorkspaceId> accounts = new HashSet<>();
        calls.forEach(call -> accounts.addAll(holding(call)));
        return moving(accounts, "storing jobs", connection -> create(connection, calls, credits::lockBriefly));
    }

    @Override
    public List<Creation> create(List<JobRow> jobs, Connection connection) throws SQLException {
        return create(connection, List.of(jobs), credits::lock).get(0);
    }

    private List<List<Creation>> create(Connection connection, List<List<JobRow>> calls, CreditRows.Lock lock)
            throws SQLException {
        if (calls.stream().noneMatch(JobTransaction::mayBeRefused)) {
            return store(connection, calls);
        }
        IdentityHashMap<List<JobRow>, List<Creation>> answers = new IdentityHashMap<>();
        while (true) {
            List<List<JobRow>> left =
                    calls.stream().filter(call -> !answers.containsKey(call)).toList();
            Savepoint before = connection.setSavepoint();
            List<List<Creation>> made = store(connection, left);
            CreditTally tally = new CreditTally(credits, connection, reserving(made), lock);
            IdentityHashMap<List<JobRow>, List<Creation>> refused = refused(left, made, tally);
            if (refused.isEmpty()) {
                tally.write();
                connection.releaseSavepoint(before);
                IntStream.range(0, left.size()).forEach(i -> answers.put(left.get(i), made.get(i)));
                return calls.stream().map(answers::get).toList();
            }
            connection.rollback(before);
            answers.putAll(refused);
        }
    }

    private static boolean mayBeRefused(List<JobRow> call) {
        return call.size() > 1 || isCredited(call) || call.get(0).fresh().isPlaced();
    }

    private List<List<Creation>> store(Connection connection, List<List<JobRow>> calls) throws SQLException {
        List<Creation> made =
                creation.store(connection, calls.stream().flatMap(List::stream).toList());
        List<List<Creation>> divided = new ArrayList<>(calls.size());
        int from = 0;
        for (List<JobRow> call : calls) {
            divided.add(made.subList(from, from + call.size()));
            from += call.size();
        }
        return divided;
    }

    /**
     * The calls that cannot be stored, with their answers; without those that may have met a job of another one of them,
     * which will not be there.
     */
    private static IdentityHashMap<List<JobRow>, List<Creation>> refused(
            List<List<JobRow>> calls, List<List<Creation>> made, CreditTally tally) {
        IdentityHashMap<List<JobRow>, List<Creation>> refused = new IdentityHashMap<>();
        Set<JobRef> undone = new HashSet<>();
        for (int i = 0; i < calls.size(); i++) {
            List<Creation> creations = made.get(i);
            Optional<List<Creation>> answer = refusal(calls.get(i), creations, tally);
            if (answer.isPresent()) {
                if (creations.stream()
                        .noneMatch(creation -> undone.contains(creation.job().ref()))) {
                    refused.put(calls.get(i), answer.get());
                }
                undone.addAll(created(creations));
            }
        }
        return refused;
    }

    private static Optional<List<Creation>> refusal(List<JobRow> call, List<Creation> made, CreditTally tally) {
        boolean isLate = made.stream().anyMatch(creation -> creation.found() == Found.DEVICE_HELD);
        if (isLate
                || call.size() > 1
                        && IntStream.range(0, call.size()).anyMatch(i -> isAnothers(call.get(i), made.get(i)))) {
            return Optional.of(leftOut(call, made));
        }
        return tally.reserve(reserved(made)).map(missing -> unfunded(call, missing));
    }

    private static boolean isAnothers(JobRow wanted, Creation creation) {
        return creation.found() != Found.CREATED
                && !creation.job().spec().equals(wanted.fresh().job().spec());
    }

    /** Existing jobs stay as found; new ones are rejected with the batch. */
    private static List<Creation> leftOut(List<JobRow> call, List<Creation> made) {
        Set<JobRef> fresh = created(made);
        return IntStream.range(0, call.size())
                .mapToObj(i -> isAnothers(call.get(i), made.get(i))
                                || !fresh.contains(made.get(i).job().ref())
                        ? made.get(i)
                        : Creation.leftOut(call.get(i).fresh().job()))
                .toList();
    }

    private static Set<JobRef> created(List<Creation> made) {
        return made.stream()
                .filter(creation -> creation.found() == Found.CREATED)
                .map(creation -> creation.job().ref())
                .collect(Collectors.toSet());
    }

    private static List<Creation> unfunded(List<JobRow> call, Shortfall missing) {
        return call.stream()
                .map(row -> Creation.unfunded(row.fresh().job(), missing))
                .toList();
    }

    private static List<Job> reserved(List<Creation> made) {
        return made.stream()
                .filter(creation -> creation.found() == Found.CREATED)
                .map(Creation::job)
                .filter(JobTransaction::isCredited)
                .toList();
    }

    private static Set<WorkspaceId> reserving(List<List<Creation>> made) {
        return made.stream()
                .flatMap(call -> reserved(call).stream())
                .map(job -> job.ref().workspace())
                .collect(Collectors.toSet());
    }

    @Override
    public List<List<Boolean>> update(List<List<ChangeRow>> calls) {
        return answers(calls, apply(calls.stream().flatMap(List::stream).toList()));
    }

    /** For each change whether it is one of those. */
    public static List<List<Boolean>> answers(List<List<ChangeRow>> calls, Set<ChangeRow> stored) {
        return calls.stream()
                .map(call -> call.stream().map(stored::contains).toList())
                .toList();
    }

    /** A set of changes by identity: comparing their texts is slow. */
    public static Set<ChangeRow> noChanges() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** Writes changes in their order; those that are stored. */
    public Set<ChangeRow> apply(List<ChangeRow> wanted) {
        return moving(
                settling(wanted),
                "storing changes of jobs",
                connection -> apply(connection, wanted, credits::lockBriefly));
    }

    @Override
    public boolean apply(ChangeRow change, Connection connection) throws SQLException {
        return !apply(connection, List.of(change), credits::lock).isEmpty();
    }

    private Set<ChangeRow> apply(Connection connection, List<ChangeRow> wanted, CreditRows.Lock lock)
            throws SQLException {
        Set<ChangeRow> stored = noChanges();
        for (List<ChangeRow> distinct : ChangeRow.ofDistinctJobs(wanted)) {
            stored.addAll(applyDistinct(connection, distinct));
        }
        List<ChangeRow> settled = stored.stream()
                .filter(JobTransaction::isSettling)
                .sorted(ChangeRow.BY_JOB)
                .toList();
        CreditTally tally = new CreditTally(credits, connection, settling(settled), lock);
        settled.forEach(tally::settle);
        tally.write();
        return stored;
    }

    private List<ChangeRow> applyDistinct(Connection connection, List<ChangeRow> wanted) throws SQLException {
        List<NumberedChange> left = NumberedChange.of(connection, numbers, wanted);
        while (true) {
            boolean mayBeLate = left.stream().anyMatch(change -> change.change().wantsDevices());
            Optional<Savepoint> before = mayBeLate ? Optional.of(connection.setSavepoint()) : Optional.empty();
            Set<Long> stored = changes.store(connection, left);
            Optional<NumberedChange> late = allocated(connection, left, stored);
            if (late.isEmpty()) {
                if (before.isPresent()) {
                    connection.releaseSavepoint(before.get());
                }
                return NumberedChange.those(left, stored, numbers);
            }
            connection.rollback(before.orElseThrow());
            left = left.stream()
                    .filter(change -> change.number() != late.get().number())
                    .toList();
        }
    }

    /** Writes the allocations of stored changes, up to the first one whose devices another run holds. */
    private Optional<NumberedChange> allocated(Connection connection, List<NumberedChange> changes, Set<Long> stored)
            throws SQLException {
        for (NumberedChange change : changes) {
            if (stored.contains(change.number()) && !holds.write(connection, change)) {
                return Optional.of(change);
            }
        }
        return Optional.empty();
    }
}
