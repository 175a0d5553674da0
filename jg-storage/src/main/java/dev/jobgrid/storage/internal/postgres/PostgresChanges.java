package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.job.Transition;
import dev.jobgrid.storage.internal.jobs.ChangeRow;
import dev.jobgrid.storage.internal.jobs.EndRow;
import dev.jobgrid.storage.internal.jobs.HoldRow;
import dev.jobgrid.storage.internal.jobs.HoldRows;
import dev.jobgrid.storage.internal.jobs.JobStatements;
import dev.jobgrid.storage.internal.jobs.NumberedChange;
import dev.jobgrid.storage.internal.jobs.NumberedEvents;
import dev.jobgrid.storage.internal.jobs.QueueRow;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Stores changes of jobs in PostgreSQL by one statement. Immutable and thread-safe. */
final class PostgresChanges {
    private final PostgresJobSql sql;
    private final PostgresNotifications signals;

    PostgresChanges(TableNames names, PostgresNotifications signals) {
        this.sql = new PostgresJobSql(names);
        this.signals = signals;
    }

    /**
     * The stored changes.
     *
     * @param jobs the numbers of their jobs
     * @param isNotified whether an idle peer was notified of free devices
     */
    record Stored(Set<Long> jobs, boolean isNotified) {}

    /**
     * Stores those changes of distinct jobs that still apply.
     *
     * @param changes sorted, as locks are taken in a fixed order to avoid deadlocks
     * @param notifies whether to notify idle peers of devices that are free
     * @param withAllocations whether to store the allocations of runs too
     */
    Stored store(Connection connection, List<NumberedChange> changes, boolean notifies, boolean withAllocations)
            throws SQLException {
        Predicate<Transition> allocated = change -> withAllocations;
        List<NumberedChange> placed = those(changes, allocated.and(Transition::isPlacing));
        List<NumberedChange> released = those(changes, allocated.and(Transition::releasesAllocation));
        List<NumberedChange> freed = those(changes, allocated.and(Transition::releasesDevices));
        boolean isQuiet = freed.isEmpty() && changes.stream().allMatch(change -> isQuiet(change.change()));
        try (PreparedStatement statement = connection.prepareStatement(isQuiet ? sql.quiet() : sql.loud())) {
            PostgresArguments arguments = new PostgresArguments(connection, statement, false);
            bindStates(arguments, changes);
            JobColumns.holds(arguments, HoldRow.placed(placed));
            arguments.rows(released).numbers(NumberedChange::number).numbers(row ->
                    (long) row.change().last().before().run().attempt());
            if (!isQuiet) {
                bindQueued(arguments, changes);
                bindFreed(arguments, freed);
                bindCallbacks(arguments, changes);
                bindMessages(arguments, changes);
            }
            // With an unknown list no peer can be excluded, so none is notified.
            arguments.text(signals.channel()).array(notifies ? signals.listening() : null);
            try (ResultSet rows = statement.executeQuery()) {
                return stored(rows);
            }
        }
    }

    private static List<NumberedChange> those(List<NumberedChange> changes, Predicate<Transition> wanted) {
        return changes.stream().filter(row -> wanted.test(row.change().last())).toList();
    }

    /** Whether its job is placed, runs on or ends, and nobody needs to be told. */
    private boolean isQuiet(ChangeRow change) {
        return !change.entersQueue()
                && !change.movesInQueue()
                && change.callbacks().findAny().isEmpty()
                && signals.message(change.last()).isEmpty();
    }

    private static void bindStates(PostgresArguments arguments, List<NumberedChange> changes) throws SQLException {
        arguments
                .rows(changes)
                .numbers(NumberedChange::number)
                .numbers(row -> row.change().before())
                .texts(row -> row.change().after().status().name())
                .numbers(row -> row.change().after().version())
                .times(row -> row.change().after().times().updated())
                .texts(row -> row.change().state())
                .numbers(row -> row.change().charged());
        JobColumns.events(arguments, NumberedEvents.ofChanges(changes));
        arguments
                .rows(changes.stream().filter(row -> row.change().leavesQueue()).toList())
                .numbers(NumberedChange::number);
        JobColumns.ends(arguments, EndRow.ending(changes));
    }

    private static void bindQueued(PostgresArguments arguments, List<NumberedChange> changes) throws SQLException {
        JobColumns.queue(arguments, QueueRow.entering(changes));
        arguments
                .rows(changes.stream()
                        .filter(row -> row.change().movesInQueue())
                        .toList())
                .numbers(NumberedChange::number)
                .times(row -> JobStatements.queuedAt(row.change().after()))
                .optionalTimes(row -> row.change().after().attempt().notBefore());
    }

    private static void bindFreed(PostgresArguments arguments, List<NumberedChange> freed) throws SQLException {
        arguments
                .rows(freed)
                .numbers(NumberedChange::number)
                .numbers(row -> (long) row.change().last().after().attempt().number())
                .texts(row -> HoldRows.noDevice(row.change().last().after().run()));
    }

    private static void bindCallbacks(PostgresArguments arguments, List<NumberedChange> changes) throws SQLException {
        arguments
                .rows(NumberedChange.callbacks(changes))
                .texts(row -> row.delivery().id())
                .numbers(NumberedChange.NumberedCallback::number)
                .texts(row -> row.delivery().job().workspace().value())
                .texts(row -> row.delivery().job().id().value())
                .texts(row -> row.delivery().status().name())
                .texts(row -> row.delivery().receiver())
                .times(row -> row.delivery().created())
                .numbers(row -> (long) row.delivery().progress().tries())
                .times(row -> row.delivery().due());
    }

    private void bindMessages(PostgresArguments arguments, List<NumberedChange> changes) throws SQLException {
        arguments.text(signals.channel());
        arguments
                .rows(changes.stream()
                        .filter(row -> !signals.message(row.change().last()).isEmpty())
                        .toList())
                .numbers(NumberedChange::number)
                .texts(row -> signals.message(row.change().last()));
        arguments.array(signals.listening());
    }

    private static Stored stored(ResultSet rows) throws SQLException {
        Set<Long> jobs = new HashSet<>();
        boolean isNotified = false;
        while (rows.next()) {
            long job = rows.getLong(1);
            if (job > 0) {
                jobs.add(job);
            } else if (job == 0) {
                isNotified = rows.getLong(2) > 0;
            }
        }
        return new Stored(jobs, isNotified);
    }
}
