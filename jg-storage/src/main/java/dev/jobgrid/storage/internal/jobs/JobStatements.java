package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobState;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Statements that write one or many jobs, in portable SQL. With positional parameters, because named ones took an
 * eighth of a submit. Thread-safe.
 */
public final class JobStatements {
    private static final String INSERT_JOB = """
            INSERT INTO jobs (workspace_id, job_id, status, version, created_at, updated_at, queued_at, not_before, lane,
                              turn_at, held_micros, spec, state, large_bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String INSERT_LARGE = """
            INSERT INTO large_specs (workspace_id, job_id, spec) VALUES (?, ?, ?)
            """;

    private static final String INSERT_EVENT = """
            INSERT INTO job_events (workspace_id, job_id, event_seq, events) VALUES (?, ?, ?, ?)
            """;

    private static final String UPDATE_JOB = """
            UPDATE jobs
            SET status = ?, version = ?, updated_at = ?, queued_at = ?, not_before = ?, state = ?,
                charged_micros = COALESCE(?, charged_micros)
            WHERE workspace_id = ? AND job_id = ? AND version = ?
            """;

    private static final String INSERT_CALLBACK = """
            INSERT INTO callback_outbox (delivery_id, workspace_id, job_id, status, created_at, tries, due_at,
                                         receiver)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final String insertJob;
    private final String insertLarge;
    private final String insertEvent;
    private final String updateJob;
    private final String insertCallback;

    public JobStatements(TableNames names) {
        insertJob = names.in(INSERT_JOB);
        insertLarge = names.in(INSERT_LARGE);
        insertEvent = names.in(INSERT_EVENT);
        updateJob = names.in(UPDATE_JOB);
        insertCallback = names.in(INSERT_CALLBACK);
    }

    /**
     * Inserts jobs that do not exist.
     *
     * @return for each, 1 if it was inserted, else 0
     */
    int[] insertJobs(Connection connection, List<JobRow> jobs) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insertJob)) {
            for (JobRow row : jobs) {
                bindJob(statement, row);
                addUnlessAlone(statement, jobs);
            }
            return execute(statement, jobs);
        }
    }

    private static void bindJob(PreparedStatement statement, JobRow row) throws SQLException {
        Job job = row.fresh().job();
        JobState state = job.state();
        statement.setString(1, job.ref().workspace().value());
        statement.setString(2, job.id().value());
        statement.setString(3, state.status().name());
        statement.setLong(4, state.version());
        bind(statement, 5, state.times().created());
        bind(statement, 6, state.times().updated());
        bind(statement, 7, queuedAt(state));
        bind(statement, 8, state.attempt().notBefore());
        statement.setString(9, row.lane());
        bind(statement, 10, row.turn());
        statement.setLong(11, row.fresh().reservation().micros());
        statement.setString(12, row.spec());
        statement.setString(13, row.state());
        if (row.large().isPresent()) {
            statement.setLong(14, job.spec().largeBytes());
        } else {
            statement.setNull(14, Types.BIGINT);
        }
    }

    /** Inserts the whole of large specs. */
    void insertLarge(Connection connection, List<JobRow> jobs) throws SQLException {
        List<JobRow> rows = jobs.stream().filter(row -> row.large().isPresent()).toList();
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(insertLarge)) {
            for (JobRow row : rows) {
                statement.setString(1, row.ref().workspace().value());
                statement.setString(2, row.ref().id().value());
                statement.setString(3, row.large().orElseThrow());
                addUnlessAlone(statement, rows);
            }
            execute(statement, rows);
        }
    }

    /** Inserts events. */
    void insertEvents(Connection connection, List<EventRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(insertEvent)) {
            for (EventRow row : rows) {
                statement.setString(1, row.job().workspace().value());
                statement.setString(2, row.job().id().value());
                statement.setLong(3, row.sequence());
                statement.setString(4, row.events());
                addUnlessAlone(statement, rows);
            }
            execute(statement, rows);
        }
    }

    /**
     * Updates jobs that still have the version that their change was built from.
     *
     * @return for each, 1 if it was changed, else 0
     */
    int[] updateJobs(Connection connection, List<ChangeRow> changes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(updateJob)) {
            for (ChangeRow change : changes) {
                bindUpdate(statement, change);
                addUnlessAlone(statement, changes);
            }
            return execute(statement, changes);
        }
    }

    private static void bindUpdate(PreparedStatement statement, ChangeRow change) throws SQLException {
        JobRef ref = change.ref();
        JobState after = change.after();
        Optional<Settlement> settlement = change.settlement();
        statement.setString(1, after.status().name());
        statement.setLong(2, after.version());
        bind(statement, 3, after.times().updated());
        bind(statement, 4, queuedAt(after));
        bind(statement, 5, after.attempt().notBefore());
        statement.setString(6, change.state());
        if (settlement.isPresent()) {
            statement.setLong(7, settlement.get().charged().micros());
        } else {
            statement.setNull(7, Types.BIGINT);
        }
        statement.setString(8, ref.workspace().value());
        statement.setString(9, ref.id().value());
        statement.setLong(10, change.before());
    }

    /** Inserts pending callbacks. */
    void insertCallbacks(Connection connection, List<CallbackDelivery> deliveries) throws SQLException {
        if (deliveries.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(insertCallback)) {
            for (CallbackDelivery delivery : deliveries) {
                statement.setString(1, delivery.id());
                statement.setString(2, delivery.job().workspace().value());
                statement.setString(3, delivery.job().id().value());
                statement.setString(4, delivery.status().name());
                bind(statement, 5, delivery.created());
                statement.setInt(6, delivery.progress().tries());
                bind(statement, 7, delivery.due());
                statement.setString(8, delivery.receiver());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void addUnlessAlone(PreparedStatement statement, List<?> rows) throws SQLException {
        if (rows.size() > 1) {
            statement.addBatch();
        }
    }

    // A driver that rewrites batches does not count their rows; it always counts those of a single statement.
    private static int[] execute(PreparedStatement statement, List<?> rows) throws SQLException {
        return rows.size() == 1 ? new int[] {statement.executeUpdate()} : statement.executeBatch();
    }

    /** The column is never null, because databases differ in where they sort that. */
    public static Instant queuedAt(JobState state) {
        return state.times().queued().orElse(state.times().created());
    }

    static void bind(PreparedStatement statement, int position, Optional<Instant> at) throws SQLException {
        if (at.isPresent()) {
            bind(statement, position, at.get());
        } else {
            statement.setNull(position, Types.TIMESTAMP_WITH_TIMEZONE);
        }
    }

    /** In UTC, truncated to microseconds, because databases would round up. */
    static void bind(PreparedStatement statement, int position, Instant at) throws SQLException {
        OffsetDateTime utc = at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        statement.setObject(position, utc);
    }
}
