package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.storage.internal.jobs.AtomicBatches;
import dev.jobgrid.storage.internal.jobs.Calls;
import dev.jobgrid.storage.internal.jobs.ChangeRow;
import dev.jobgrid.storage.internal.jobs.DeviceHeldException;
import dev.jobgrid.storage.internal.jobs.DeviceRace;
import dev.jobgrid.storage.internal.jobs.HoldRows;
import dev.jobgrid.storage.internal.jobs.JobCreation;
import dev.jobgrid.storage.internal.jobs.JobNumbers;
import dev.jobgrid.storage.internal.jobs.JobRow;
import dev.jobgrid.storage.internal.jobs.JobWrites;
import dev.jobgrid.storage.internal.jobs.NumberedChange;
import dev.jobgrid.storage.internal.notify.NotifyLimiter;
import dev.jobgrid.storage.internal.sql.SqlFailure;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes jobs to PostgreSQL, each commit by one round trip however many jobs share it. What is rare, and one statement cannot
 * do, is written row by row. Thread-safe.
 */
public final class PostgresJobWrites implements JobWrites {
    private static final Comparator<ChangeRow> BY_JOB = Comparator.comparing(
                    (ChangeRow change) -> change.ref().workspace().value())
            .thenComparing(change -> change.ref().id().value());

    private static final String CREATING = "storing jobs";
    private static final String CHANGING = "storing changes of jobs";

    private final Transactions transactions;
    private final JobCreation creation;
    private final HoldRows holds;
    private final JobNumbers numbers;
    private final PostgresNotifications signals;
    private final NotifyLimiter news;
    private final PostgresCreation inserts;
    private final PostgresChanges changes;

    public PostgresJobWrites(
            Transactions transactions,
            JobCreation creation,
            HoldRows holds,
            JobNumbers numbers,
            PostgresNotifications signals,
            NotifyLimiter news,
            TableNames names) {
        this.transactions = transactions;
        this.creation = creation;
        this.holds = holds;
        this.numbers = numbers;
        this.signals = signals;
        this.news = news;
        inserts = new PostgresCreation(names, numbers, signals.channel());
        changes = new PostgresChanges(names, signals);
    }

    @Override
    public int atOnce() {
        return 2; // while one waits for the disk, the other is prepared
    }

    @Override
    public List<List<Creation>> create(List<List<JobRow>> calls) {
        try {
            insert(calls.stream().flatMap(List::stream).toList());
        } catch (RuntimeException e) {
            if (SqlFailure.isDuplicate(SqlFailure.of(e))) {
                return createWhereSomeExist(calls);
            }
            throw e;
        }
        return calls.stream()
                .map(call -> call.stream()
                        .map(row -> new Creation(row.fresh().job(), Found.CREATED))
                        .toList())
                .toList();
    }

    /** Stores jobs, and notifies idle peers of those that wait with that, or a little later if they were just notified. */
    private void insert(List<JobRow> rows) {
        boolean isWork = !rows.stream().allMatch(row -> row.fresh().isPlaced());
        boolean notifies = isWork && news.areDue();
        try {
            Optional<String[]> excluded = notifies ? Optional.of(signals.listening()) : Optional.empty();
            if (transactions.writeOnce(CREATING, connection -> inserts.store(connection, rows, excluded))) {
                news.markNotified();
            }
        } finally {
            if (isWork && !notifies) {
                news.deferNotify(); // also if the write failed: it may still have been committed
            }
        }
    }

    /** For ids, keys and devices that are taken. */
    private List<List<Creation>> createWhereSomeExist(List<List<JobRow>> calls) {
        try {
            return AtomicBatches.stored(
                    calls,
                    now -> transactions.writeOn(
                            CREATING,
                            connection -> AtomicBatches.checked(
                                    now,
                                    Calls.divided(
                                            creation.store(
                                                    connection,
                                                    now.stream()
                                                            .flatMap(List::stream)
                                                            .toList()),
                                            now))));
        } finally {
            news.deferNotify();
        }
    }

    @Override
    public List<Creation> create(List<JobRow> jobs, Connection connection) throws SQLException {
        List<Creation> creations = creation.store(connection, jobs);
        if (creations.stream().anyMatch(made -> made.found() == Found.CREATED)) {
            // Its own grids are notified by NOTIFY too: only that is part of the commit.
            signals.announceWork(connection, new String[0]);
        }
        return creations;
    }

    @Override
    public List<List<Boolean>> update(List<List<ChangeRow>> calls) {
        List<ChangeRow> all = calls.stream().flatMap(List::stream).toList();
        Set<ChangeRow> stored = Collections.newSetFromMap(new IdentityHashMap<>());
        List<ChangeRow> left = all;
        while (!left.isEmpty()) {
            // One change of each job at a time, in the order given.
            Set<JobRef> jobs = new HashSet<>();
            List<ChangeRow> now = new ArrayList<>();
            List<ChangeRow> later = new ArrayList<>();
            for (ChangeRow change : left) {
                (jobs.add(change.ref()) ? now : later).add(change);
            }
            stored.addAll(written(now.stream().sorted(BY_JOB).toList()));
            left = later;
        }
        return Calls.divided(all.stream().map(stored::contains).toList(), calls);
    }

    /** Those changes of distinct jobs that could be stored. */
    private List<ChangeRow> written(List<ChangeRow> wanted) {
        if (wanted.stream().noneMatch(change -> change.last().isTakingOver())) {
            try {
                return together(wanted);
            } catch (RuntimeException e) {
                if (!SqlFailure.isDuplicate(SqlFailure.of(e)) || wanted.stream().noneMatch(ChangeRow::isHolding)) {
                    throw e;
                }
            }
        }
        return apart(wanted);
    }

    private List<ChangeRow> together(List<ChangeRow> wanted) {
        boolean releases = wanted.stream().anyMatch(change -> change.last().releasesAllocation());
        boolean notifies = releases && news.areDue();
        try {
            return transactions.writeOnce(CHANGING, connection -> {
                List<NumberedChange> numbered = NumberedChange.of(connection, numbers, wanted);
                PostgresChanges.Stored stored = changes.store(connection, numbered, notifies, true);
                if (stored.isNotified()) {
                    news.markNotified();
                }
                return those(numbered, stored.jobs());
            });
        } finally {
            if (releases && !notifies) {
                news.deferNotify(); // also if the write failed: it may still have been committed
            }
        }
    }

    /** For cases that one statement cannot handle: skip changes that lost the race for a device, and change owners. */
    private List<ChangeRow> apart(List<ChangeRow> wanted) {
        List<Boolean> applied = DeviceRace.without(
                wanted,
                fair -> transactions.writeOn(CHANGING, connection -> {
                    Set<ChangeRow> stored = Collections.newSetFromMap(new IdentityHashMap<>());
                    stored.addAll(oneByOne(connection, fair));
                    return fair.stream().map(stored::contains).toList();
                }));
        List<ChangeRow> stored = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            if (applied.get(i)) {
                stored.add(wanted.get(i));
            }
        }
        return stored;
    }

    @Override
    public boolean apply(ChangeRow change, Connection connection) throws SQLException {
        return !oneByOne(connection, List.of(change)).isEmpty();
    }

    /** Those of the changes that could be stored, with their allocations run by run. */
    private List<ChangeRow> oneByOne(Connection connection, List<ChangeRow> wanted) throws SQLException {
        List<NumberedChange> numbered = NumberedChange.of(connection, numbers, wanted);
        Set<Long> stored = changes.store(connection, numbered, false, false).jobs();
        for (NumberedChange change : numbered) {
            if (stored.contains(change.number()) && !holds.write(connection, change)) {
                throw new DeviceHeldException(change.change());
            }
        }
        return those(numbered, stored);
    }

    private List<ChangeRow> those(List<NumberedChange> wanted, Set<Long> stored) {
        List<ChangeRow> those = new ArrayList<>(wanted.size());
        for (NumberedChange change : wanted) {
            if (stored.contains(change.number())) {
                those.add(change.change());
            } else {
                numbers.forget(change.change().ref());
            }
        }
        return those;
    }
}
