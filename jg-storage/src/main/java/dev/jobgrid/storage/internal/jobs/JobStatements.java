package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobState;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Statements that write one or many jobs, in portable SQL. With positional parameters, because named ones took an
 * eighth of a submit. Thread-safe.
 */
public final class JobStatements {
    private static final String INSERT_JOB = """
            INSERT INTO jobs (job_number, workspace_id, job_id, created_at, held_micros, spec, large_bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String INSERT_STATE = """
            INSERT INTO job_state (job_number, status, version, updated_at, state) VALUES (?, ?, ?, ?, ?)
            """;

    private static final String ENQUEUE = """
            INSERT INTO job_queue (job_number, workspace_id, job_id, lane, turn_at, created_at, queued_at, not_before,
                                   listed_in)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String DEQUEUE = "DELETE FROM job_queue WHERE job_number = ?";

    private static final String MOVE_IN_QUEUE =
            "UPDATE job_queue SET queued_at = ?, not_before = ? WHERE job_number = ?";

    private static final String INSERT_END = """
            INSERT INTO job_ends (status, workspace_id, created_at, job_id, job_number) VALUES (?, ?, ?, ?, ?)
            """;

    private static final String INSERT_LARGE = """
            INSERT INTO large_specs (workspace_id, job_id, spec) VALUES (?, ?, ?)
            """;

    private static final String INSERT_EVENTS = """
            INSERT INTO job_events (job_number, event_seq, events) VALUES (?, ?, ?)
            """;

    private static final String UPDATE_STATE = """
            UPDATE job_state
            SET status = ?, version = ?, updated_at = ?, state = ?, charged_micros = COALESCE(?, charged_micros)
            WHERE job_number = ? AND version = ?
            """;

    private static final String INSERT_CALLBACK = """
            INSERT INTO callback_outbox (delivery_id, workspace_id, job_id, status, created_at, tries, due_at,
                                         receiver)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final String insertJob;
    private final String insertState;
    private final String enqueue;
    private final String dequeue;
    private final String moveInQueue;
    private final String insertEnd;
    private final String insertLarge;
    private final String insertEvents;
    private final String updateState;
    private final String insertCallback;

    public JobStatements(TableNames names) {
        insertJob = names.in(INSERT_JOB);
        insertState = names.in(INSERT_STATE);
        enqueue = names.in(ENQUEUE);
        dequeue = names.in(DEQUEUE);
        moveInQueue = names.in(MOVE_IN_QUEUE);
        insertEnd = names.in(INSERT_END);
        insertLarge = names.in(INSERT_LARGE);
        insertEvents = names.in(INSERT_EVENTS);
        updateState = names.in(UPDATE_STATE);
        insertCallback = names.in(INSERT_CALLBACK);
    }

    /** Binds the parameters of a row. */
    @FunctionalInterface
    private interface Binding<T> {
        void of(PreparedStatement statement, T row) throws SQLException;
    }

    /**
     * Executes a statement for each row.
     *
     * @return for each the count of rows
     */
    private static <T> int[] forEach(Connection connection, String sql, List<T> rows, Binding<T> binding)
            throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (rows.size() == 1) {
                // A driver that rewrites batches does not count their rows; it always counts those of a single
                // statement.
                binding.of(statement, rows.get(0));
                return new int[] {statement.executeUpdate()};
            }
            for (T row : rows) {
                binding.of(statement, row);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /**
     * Inserts jobs that do not exist, without anything else of them.
     *
     * @return for each, 1 if it was inserted, else 0
     */
    int[] insertJobs(Connection connection, List<JobRow> jobs) throws SQLException {
        return forEach(connection, insertJob, jobs, (statement, row) -> {
            Job job = row.fresh().job();
            statement.setLong(1, row.number());
            statement.setString(2, job.ref().workspace().value());
            statement.setString(3, job.id().value());
            bind(statement, 4, job.state().times().created());
            statement.setLong(5, row.fresh().reservation().micros());
            statement.setString(6, row.spec());
            bind(statement, 7, row.largeBytes());
        });
    }

    /** Inserts all else of jobs that {@link #insertJobs} has inserted. */
    void insertRest(Connection connection, List<JobRow> jobs) throws SQLException {
        forEach(connection, insertState, jobs, (statement, row) -> {
            JobState state = row.fresh().job().state();
            statement.setLong(1, row.number());
            statement.setString(2, state.status().name());
            statement.setLong(3, state.version());
            bind(statement, 4, state.times().updated());
            statement.setString(5, row.state());
        });
        List<JobRow> large =
                jobs.stream().filter(row -> row.large().isPresent()).toList();
        forEach(connection, insertLarge, large, (statement, row) -> {
            statement.setString(1, row.ref().workspace().value());
            statement.setString(2, row.ref().id().value());
            statement.setString(3, row.large().orElseThrow());
        });
        enqueue(connection, QueueRow.of(jobs));
        insertEnds(connection, EndRow.of(jobs));
        insertEvents(connection, NumberedEvents.of(jobs));
    }

    private void enqueue(Connection connection, List<QueueRow> rows) throws SQLException {
        forEach(connection, enqueue, rows, (statement, row) -> {
            statement.setLong(1, row.number());
            statement.setString(2, row.ref().workspace().value());
            statement.setString(3, row.ref().id().value());
            statement.setString(4, row.lane());
            bind(statement, 5, row.turn());
            bind(statement, 6, row.created());
            bind(statement, 7, row.queued());
            bind(statement, 8, row.notBefore());
            statement.setString(9, row.ref().workspace().value());
        });
    }

    private void insertEnds(Connection connection, List<EndRow> rows) throws SQLException {
        forEach(connection, insertEnd, rows, (statement, row) -> {
            statement.setString(1, row.status().name());
            statement.setString(2, row.ref().workspace().value());
            bind(statement, 3, row.created());
            statement.setString(4, row.ref().id().value());
            statement.setLong(5, row.number());
        });
    }

    private void insertEvents(Connection connection, List<NumberedEvents> rows) throws SQLException {
        forEach(connection, insertEvents, rows, (statement, events) -> {
            statement.setLong(1, events.number());
            statement.setLong(2, events.row().sequence());
            statement.setString(3, events.row().events());
        });
    }

    /** As {@link JobTransaction.ChangeStatement}. */
    public Set<Long> store(Connection connection, List<NumberedChange> changes) throws SQLException {
        int[] counts = updateStates(connection, changes);
        List<NumberedChange> stored = IntStream.range(0, counts.length)
                .filter(i -> counts[i] == 1)
                .mapToObj(changes::get)
                .toList();
        writeRest(connection, stored);
        return stored.stream().map(NumberedChange::number).collect(Collectors.toSet());
    }

    private int[] updateStates(Connection connection, List<NumberedChange> changes) throws SQLException {
        return forEach(connection, updateState, changes, (statement, numbered) -> {
            ChangeRow change = numbered.change();
            statement.setString(1, change.after().status().name());
            statement.setLong(2, change.after().version());
            bind(statement, 3, change.after().times().updated());
            statement.setString(4, change.state());
            bind(statement, 5, change.charged());
            statement.setLong(6, numbered.number());
            statement.setLong(7, change.before());
        });
    }

    private void writeRest(Connection connection, List<NumberedChange> changes) throws SQLException {
        forEach(
                connection,
                dequeue,
                changes.stream().filter(row -> row.change().leavesQueue()).toList(),
                (statement, row) -> statement.setLong(1, row.number()));
        enqueue(connection, QueueRow.entering(changes));
        forEach(
                connection,
                moveInQueue,
                changes.stream().filter(row -> row.change().movesInQueue()).toList(),
                (statement, row) -> {
                    bind(statement, 1, queuedAt(row.change().after()));
                    bind(statement, 2, row.change().after().attempt().notBefore());
                    statement.setLong(3, row.number());
                });
        insertEnds(connection, EndRow.ending(changes));
        insertEvents(connection, NumberedEvents.ofChanges(changes));
        insertCallbacks(connection, NumberedChange.callbacks(changes));
    }

    private void insertCallbacks(Connection connection, List<NumberedChange.NumberedCallback> callbacks)
            throws SQLException {
        forEach(connection, insertCallback, callbacks, (statement, row) -> {
            CallbackDelivery delivery = row.delivery();
            statement.setString(1, delivery.id());
            statement.setString(2, delivery.job().workspace().value());
            statement.setString(3, delivery.job().id().value());
            statement.setString(4, delivery.status().name());
            bind(statement, 5, delivery.created());
            statement.setInt(6, delivery.progress().tries());
            bind(statement, 7, delivery.due());
            statement.setString(8, delivery.receiver());
        });
    }

    /** The column is never null, because databases differ in where they sort that. */
    public static Instant queuedAt(JobState state) {
        return state.times().queued().orElse(state.times().created());
    }

    private static void bind(PreparedStatement statement, int position, Optional<Instant> at) throws SQLException {
        if (at.isPresent()) {
            bind(statement, position, at.get());
        } else {
            statement.setNull(position, Types.TIMESTAMP_WITH_TIMEZONE);
        }
    }

    private static void bind(PreparedStatement statement, int position, @Nullable Long number) throws SQLException {
        if (number == null) {
            statement.setNull(position, Types.BIGINT);
        } else {
            statement.setLong(position, number);
        }
    }

    /** In UTC, truncated to microseconds, because databases would round up. */
    static void bind(PreparedStatement statement, int position, Instant at) throws SQLException {
        statement.setObject(position, TimeColumn.utc(at));
    }
}
