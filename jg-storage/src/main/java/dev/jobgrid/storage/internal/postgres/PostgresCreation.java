package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.storage.internal.jobs.EndRow;
import dev.jobgrid.storage.internal.jobs.HoldRow;
import dev.jobgrid.storage.internal.jobs.IdempotencyKeys;
import dev.jobgrid.storage.internal.jobs.JobNumbers;
import dev.jobgrid.storage.internal.jobs.JobRow;
import dev.jobgrid.storage.internal.jobs.NumberedEvents;
import dev.jobgrid.storage.internal.jobs.QueueRow;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Stores new jobs in PostgreSQL by plain INSERTs, which the driver sends together: one round trip and, where the connection
 * commits by itself, one transaction. Fails if an id or a key is taken, or another run holds a device. Immutable and
 * thread-safe.
 */
final class PostgresCreation {
    private static final String KEYS = """
            INSERT INTO idempotency_keys (workspace_id, idempotency_key, job_id, expires_at)
            SELECT k.workspace_id, k.idempotency_key, k.job_id, TIMESTAMPTZ 'epoch' + k.expires * INTERVAL '1 microsecond'
            FROM {k: workspace_id text, idempotency_key text, job_id text, expires int8};
            """;

    private static final String JOBS = """
            INSERT INTO jobs (job_number, workspace_id, job_id, created_at, held_micros, large_bytes, spec)
            SELECT j.job_number, j.workspace_id, j.job_id, TIMESTAMPTZ 'epoch' + j.created * INTERVAL '1 microsecond',
                   j.held, j.large_bytes, j.spec
            FROM {j: job_number int8, workspace_id text, job_id text, created int8, held int8, large_bytes int8, spec text};
            INSERT INTO job_state (job_number, status, version, updated_at, state)
            SELECT s.job_number, s.status, s.version, TIMESTAMPTZ 'epoch' + s.updated * INTERVAL '1 microsecond', s.state
            FROM {s: job_number int8, status text, version int8, updated int8, state text};
            """;

    private static final String LARGE = """
            INSERT INTO large_specs (workspace_id, job_id, spec)
            SELECT l.workspace_id, l.job_id, l.spec FROM {l: workspace_id text, job_id text, spec text};
            """;

    private static final String QUEUE = """
            INSERT INTO job_queue (job_number, workspace_id, job_id, lane, turn_at, created_at, queued_at, not_before,
                                       listed_in)
            SELECT q.job_number, q.workspace_id, q.job_id, q.lane, TIMESTAMPTZ 'epoch' + q.turn * INTERVAL '1 microsecond',
                   TIMESTAMPTZ 'epoch' + q.created * INTERVAL '1 microsecond',
                   TIMESTAMPTZ 'epoch' + q.queued * INTERVAL '1 microsecond',
                   TIMESTAMPTZ 'epoch' + q.not_before * INTERVAL '1 microsecond', q.workspace_id
            FROM {q: job_number int8, workspace_id text, job_id text, lane text, turn int8, created int8, queued int8,
                     not_before int8};
            """;

    private static final String ENDS = """
            INSERT INTO job_ends (status, workspace_id, created_at, job_id, job_number)
            SELECT x.status, x.workspace_id, TIMESTAMPTZ 'epoch' + x.created * INTERVAL '1 microsecond', x.job_id,
                   x.job_number
            FROM {x: job_number int8, status text, workspace_id text, created int8, job_id text};
            """;

    private static final String EVENTS = """
            INSERT INTO job_events (job_number, event_seq, events)
            SELECT e.job_number, e.event_seq, e.events FROM {e: job_number int8, event_seq int8, events text};
            """;

    private static final String HOLDS = """
            INSERT INTO device_holds (executor, node_id, device_id, job_number, workspace_id, job_id, attempt, created_at,
                                      instance_id, node_name)
            SELECT h.executor, h.node_id, h.device_id, h.job_number, h.workspace_id, h.job_id, h.attempt,
                   TIMESTAMPTZ 'epoch' + h.created * INTERVAL '1 microsecond', h.instance_id, h.node_name
            FROM {h: executor text, node_id text, device_id text, job_number int8, workspace_id text, job_id text,
                     attempt int8, created int8, instance_id text, node_name text};
            """;

    private static final String NOTIFY = """
            SELECT pg_notify(?, 'work') FROM grid_instances WHERE is_idle AND instance_id <> ALL (?::text[]) LIMIT 1
            """;

    /** The statements for parts of jobs; those without rows are left out. */
    private record Parts(
            String keys,
            String jobs,
            String large,
            String queue,
            String ends,
            String events,
            String holds,
            String notification) {
        static Parts of(UnaryOperator<String> statement) {
            return new Parts(
                    statement.apply(KEYS),
                    statement.apply(JOBS),
                    statement.apply(LARGE),
                    statement.apply(QUEUE),
                    statement.apply(ENDS),
                    statement.apply(EVENTS),
                    statement.apply(HOLDS),
                    statement.apply(NOTIFY));
        }
    }

    private final Parts one;
    private final Parts many;
    private final JobNumbers numbers;
    private final String channel;

    /**
     * Creation in these tables.
     *
     * @param channel of the notifications
     */
    PostgresCreation(TableNames names, JobNumbers numbers, String channel) {
        one = Parts.of(sql -> names.in(PostgresSource.one(sql)));
        many = Parts.of(sql -> names.in(PostgresSource.many(sql)));
        this.numbers = numbers;
        this.channel = channel;
    }

    /**
     * Stores jobs.
     *
     * @param excluded notifies idle peers except these; none if empty
     * @return whether an idle peer was notified
     */
    boolean store(Connection connection, List<JobRow> jobs, Optional<String[]> excluded) throws SQLException {
        // Locks are taken in a fixed order to avoid deadlocks.
        List<JobRow> rows = JobRow.numbered(
                connection, numbers, jobs.stream().sorted(JobRow.BY_JOB).toList());
        List<JobRow> keyed = rows.stream()
                .filter(row -> row.fresh().idempotency().isPresent())
                .sorted(JobRow.BY_KEY)
                .toList();
        List<JobRow> large =
                rows.stream().filter(row -> row.large().isPresent()).toList();
        List<QueueRow> queued = QueueRow.of(rows);
        List<EndRow> ended = EndRow.of(rows);
        List<NumberedEvents> events = NumberedEvents.of(rows);
        List<HoldRow> holds = HoldRow.of(rows);
        boolean isOne = rows.size() == 1 && holds.size() <= 1;
        Parts parts = isOne ? one : many;
        String sql = (keyed.isEmpty() ? "" : parts.keys())
                + parts.jobs()
                + (large.isEmpty() ? "" : parts.large())
                + (queued.isEmpty() ? "" : parts.queue())
                + (ended.isEmpty() ? "" : parts.ends())
                + (events.isEmpty() ? "" : parts.events())
                + (holds.isEmpty() ? "" : parts.holds())
                + (excluded.isEmpty() ? "" : parts.notification());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            PostgresArguments arguments = new PostgresArguments(connection, statement, isOne);
            if (!keyed.isEmpty()) {
                bindKeys(arguments, keyed);
            }
            bindJobs(arguments, rows);
            if (!large.isEmpty()) {
                bindLarge(arguments, large);
            }
            if (!queued.isEmpty()) {
                JobColumns.queue(arguments, queued);
            }
            if (!ended.isEmpty()) {
                JobColumns.ends(arguments, ended);
            }
            if (!events.isEmpty()) {
                JobColumns.events(arguments, events);
            }
            if (!holds.isEmpty()) {
                JobColumns.holds(arguments, holds);
            }
            if (excluded.isPresent()) {
                arguments.text(channel).array(excluded.get());
            }
            boolean isNotified = isAnyRow(statement);
            JobRow.remember(rows, numbers);
            return isNotified;
        }
    }

    private static void bindKeys(PostgresArguments arguments, List<JobRow> keyed) throws SQLException {
        arguments
                .rows(keyed)
                .texts(row -> row.ref().workspace().value())
                .texts(row -> IdempotencyKeys.key(row).key())
                .texts(row -> row.ref().id().value())
                .times(row -> IdempotencyKeys.key(row).expires());
    }

    private static void bindJobs(PostgresArguments arguments, List<JobRow> rows) throws SQLException {
        arguments
                .rows(rows)
                .numbers(JobRow::number)
                .texts(row -> row.ref().workspace().value())
                .texts(row -> row.ref().id().value())
                .times(row -> row.fresh().job().state().times().created())
                .numbers(row -> row.fresh().reservation().micros())
                .numbers(JobRow::largeBytes)
                .texts(JobRow::spec);
        arguments
                .rows(rows)
                .numbers(JobRow::number)
                .texts(row -> row.fresh().job().status().name())
                .numbers(row -> row.fresh().job().state().version())
                .times(row -> row.fresh().job().state().times().updated())
                .texts(JobRow::state);
    }

    private static void bindLarge(PostgresArguments arguments, List<JobRow> large) throws SQLException {
        arguments
                .rows(large)
                .texts(row -> row.ref().workspace().value())
                .texts(row -> row.ref().id().value())
                .texts(row -> row.large().orElseThrow());
    }

    /** Whether the statement's query found a row. */
    private static boolean isAnyRow(PreparedStatement statement) throws SQLException {
        boolean isQuery = statement.execute();
        while (!isQuery && statement.getUpdateCount() != -1) {
            isQuery = statement.getMoreResults();
        }
        if (!isQuery) {
            return false;
        }
        try (ResultSet rows = statement.getResultSet()) {
            return rows.next();
        }
    }
}
