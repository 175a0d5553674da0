package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.storage.internal.jobs.ChangeRow;
import dev.jobgrid.storage.internal.jobs.JobNumbers;
import dev.jobgrid.storage.internal.jobs.JobRow;
import dev.jobgrid.storage.internal.jobs.JobTransaction;
import dev.jobgrid.storage.internal.jobs.JobWrites;
import dev.jobgrid.storage.internal.jobs.NumberedChange;
import dev.jobgrid.storage.internal.notify.NotifyLimiter;
import dev.jobgrid.storage.internal.sql.SqlFailure;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes jobs to PostgreSQL, each commit by one round trip however many jobs share it. What is rare, and one statement cannot
 * do, is written row by row. Thread-safe.
 */
public final class PostgresJobWrites implements JobWrites {
    private static final String CREATING = "storing jobs";
    private static final String CHANGING = "storing changes of jobs";

    private final Transactions transactions;
    private final JobTransaction rowByRow;
    private final JobNumbers numbers;
    private final PostgresNotifications signals;
    private final NotifyLimiter news;
    private final PostgresCreation inserts;
    private final PostgresChanges changes;

    public PostgresJobWrites(
            Transactions transactions,
            Function<JobTransaction.ChangeStatement, JobTransaction> rowByRow,
            JobNumbers numbers,
            PostgresNotifications signals,
            NotifyLimiter news,
            TableNames names) {
        this.transactions = transactions;
        this.numbers = numbers;
        this.signals = signals;
        this.news = news;
        inserts = new PostgresCreation(names, numbers, signals.channel());
        changes = new PostgresChanges(names, signals);
        this.rowByRow = rowByRow.apply((connection, numbered) ->
                changes.store(connection, numbered, false, false).jobs());
    }

    @Override
    public int atOnce() {
        return 2; // while one waits for the disk, the other is prepared
    }

    @Override
    public List<List<Creation>> create(List<List<JobRow>> calls) {
        if (calls.stream().anyMatch(JobTransaction::isCredited)) {
            return createApart(calls);
        }
        List<JobRow> rows = calls.stream().flatMap(List::stream).toList();
        // Idle peers are notified of jobs that wait, or a little later if they were just notified.
        boolean isWork = !rows.stream().allMatch(row -> row.fresh().isPlaced());
        boolean notifies = isWork && news.areDue();
        try {
            Optional<String[]> excluded = notifies ? Optional.of(signals.listening()) : Optional.empty();
            if (transactions.writeOnce(CREATING, connection -> inserts.store(connection, rows, excluded))) {
                news.markNotified();
            }
        } catch (RuntimeException e) {
            if (SqlFailure.isDuplicate(SqlFailure.of(e))) {
                return createRowByRow(calls); // an id or a key is taken, or a device
            }
            throw e;
        } finally {
            if (isWork && !notifies) {
                news.deferNotify(); // also if the write failed: it may still have been committed
            }
        }
        return calls.stream()
                .map(call -> call.stream()
                        .map(row -> new Creation(row.fresh().job(), Found.CREATED))
                        .toList())
                .toList();
    }

    private List<List<Creation>> createApart(List<List<JobRow>> calls) {
        List<List<JobRow>> paying =
                calls.stream().filter(JobTransaction::isCredited).toList();
        Iterator<List<Creation>> credited = createRowByRow(paying).iterator();
        List<List<JobRow>> others =
                calls.stream().filter(call -> !JobTransaction.isCredited(call)).toList();
        Iterator<List<Creation>> plain =
                others.isEmpty() ? Collections.emptyIterator() : create(others).iterator();
        return calls.stream()
                .map(call -> JobTransaction.isCredited(call) ? credited.next() : plain.next())
                .toList();
    }

    private List<List<Creation>> createRowByRow(List<List<JobRow>> calls) {
        try {
            return rowByRow.create(calls);
        } finally {
            news.deferNotify(); // also if the write failed: it may still have been committed
        }
    }

    @Override
    public List<Creation> create(List<JobRow> jobs, Connection connection) throws SQLException {
        List<Creation> creations = rowByRow.create(jobs, connection);
        if (creations.stream().anyMatch(made -> made.found() == Found.CREATED)) {
            // Its own grids are notified by NOTIFY too: only that is part of the commit.
            signals.announceWork(connection, new String[0]);
        }
        return creations;
    }

    @Override
    public List<List<Boolean>> update(List<List<ChangeRow>> calls) {
        List<ChangeRow> settled =
                calls.stream().flatMap(PostgresJobWrites::ofSettledJobs).toList();
        Set<ChangeRow> stored = settled.isEmpty() ? JobTransaction.noChanges() : rowByRow.apply(settled);
        Set<ChangeRow> written = JobTransaction.noChanges();
        written.addAll(settled);
        List<ChangeRow> rest = calls.stream()
                .flatMap(List::stream)
                .filter(change -> !written.contains(change))
                .toList();
        for (List<ChangeRow> round : ChangeRow.ofDistinctJobs(rest)) {
            stored.addAll(written(round));
        }
        return JobTransaction.answers(calls, stored);
    }

    /** Changes of jobs with a settlement: earlier changes belong in the same commit. */
    private static Stream<ChangeRow> ofSettledJobs(List<ChangeRow> call) {
        Set<JobRef> settled = call.stream()
                .filter(JobTransaction::isSettling)
                .map(ChangeRow::ref)
                .collect(Collectors.toSet());
        return settled.isEmpty() ? Stream.empty() : call.stream().filter(change -> settled.contains(change.ref()));
    }

    /** Those changes of distinct jobs that could be stored. */
    private Collection<ChangeRow> written(List<ChangeRow> wanted) {
        if (wanted.stream().anyMatch(change -> change.last().isTakingOver())) {
            return rowByRow.apply(wanted);
        }
        boolean releases = wanted.stream().anyMatch(change -> change.last().releasesAllocation());
        boolean notifies = releases && news.areDue();
        try {
            return transactions.writeOnce(CHANGING, connection -> {
                List<NumberedChange> numbered = NumberedChange.of(connection, numbers, wanted);
                PostgresChanges.Stored stored = changes.store(connection, numbered, notifies, true);
                if (stored.isNotified()) {
                    news.markNotified();
                }
                return NumberedChange.those(numbered, stored.jobs(), numbers);
            });
        } catch (RuntimeException e) {
            if (SqlFailure.isDuplicate(SqlFailure.of(e)) && wanted.stream().anyMatch(ChangeRow::wantsDevices)) {
                return rowByRow.apply(wanted); // without those that lost the race for a device
            }
            throw e;
        } finally {
            if (releases && !notifies) {
                news.deferNotify(); // also if the write failed: it may still have been committed
            }
        }
    }

    @Override
    public boolean apply(ChangeRow change, Connection connection) throws SQLException {
        return rowByRow.apply(change, connection);
    }
}
