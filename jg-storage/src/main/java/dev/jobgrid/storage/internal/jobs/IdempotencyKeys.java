package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.NewJob.IdempotencyKey;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Rows of idempotency keys. Thread-safe. */
public final class IdempotencyKeys {
    private static final String TAKE = """
            INSERT INTO idempotency_keys (workspace_id, idempotency_key, job_id, expires_at) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String TAKE_EXPIRED = """
            UPDATE idempotency_keys SET job_id = ?, expires_at = ?
            WHERE workspace_id = ? AND idempotency_key = ? AND (expires_at <= ? OR job_id = ?)
            """;

    private static final String HOLDER = """
            SELECT job_id FROM idempotency_keys WHERE workspace_id = ? AND idempotency_key = ?
            """;

    private static final String GIVE_BACK = """
            DELETE FROM idempotency_keys WHERE workspace_id = ? AND idempotency_key = ?
            """;

    private final String take;
    private final String takeExpired;
    private final String holder;
    private final String release;

    public IdempotencyKeys(TableNames names) {
        take = names.in(TAKE);
        takeExpired = names.in(TAKE_EXPIRED);
        holder = names.in(HOLDER);
        release = names.in(GIVE_BACK);
    }

    /**
     * Claims unused keys.
     *
     * @param jobs each with a key
     * @return for each, 1 if its key was claimed, else 0
     */
    int[] take(Connection connection, List<JobRow> jobs) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(take)) {
            for (JobRow job : jobs) {
                statement.setString(1, job.ref().workspace().value());
                statement.setString(2, key(job).key());
                statement.setString(3, job.ref().id().value());
                JobStatements.bind(statement, 4, key(job).expires());
                if (jobs.size() == 1) {
                    return new int[] {statement.executeUpdate()};
                }
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /**
     * Claims a used key if it has expired or was used for that job; else returns the job that it was used for.
     *
     * @param free empty, or a job that keeps no key
     */
    Optional<JobRef> takeOver(Connection connection, JobRow job, Optional<JobRef> free) throws SQLException {
        while (true) {
            if (takeExpired(connection, job, free)) {
                return Optional.empty();
            }
            Optional<JobRef> found = holder(connection, job);
            if (found.isPresent()) {
                return found;
            }
            // A clean-up has just deleted it.
            if (take(connection, List.of(job))[0] == 1) {
                return Optional.empty();
            }
        }
    }

    private boolean takeExpired(Connection connection, JobRow job, Optional<JobRef> free) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(takeExpired)) {
            statement.setString(1, job.ref().id().value());
            JobStatements.bind(statement, 2, key(job).expires());
            statement.setString(3, job.ref().workspace().value());
            statement.setString(4, key(job).key());
            JobStatements.bind(statement, 5, key(job).now());
            statement.setString(6, free.map(ref -> ref.id().value()).orElse(""));
            return statement.executeUpdate() == 1;
        }
    }

    private Optional<JobRef> holder(Connection connection, JobRow job) throws SQLException {
        WorkspaceId workspace = job.ref().workspace();
        try (PreparedStatement statement = connection.prepareStatement(holder)) {
            statement.setString(1, workspace.value());
            statement.setString(2, key(job).key());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new JobRef(workspace, new JobId(rows.getString(1))))
                        : Optional.empty();
            }
        }
    }

    /** Releases a key that this transaction claimed. */
    void release(Connection connection, JobRow job) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(release)) {
            statement.setString(1, job.ref().workspace().value());
            statement.setString(2, key(job).key());
            statement.executeUpdate();
        }
    }

    /** The job of a key at this moment. */
    static Optional<JobRef> find(Handle handle, WorkspaceId workspace, String key, Instant now) {
        return handle.createQuery("""
                        SELECT job_id FROM idempotency_keys
                        WHERE workspace_id = :workspace AND idempotency_key = :key AND expires_at > :now
                        """)
                .bind("workspace", workspace.value())
                .bind("key", key)
                .bind("now", TimeColumn.of(now))
                .mapTo(String.class)
                .findOne()
                .map(id -> new JobRef(workspace, new JobId(id)));
    }

    /** Deletes expired keys, in batches. */
    static void forgetExpired(Handle handle, Instant now, int limit) {
        handle.createUpdate("""
                        DELETE FROM idempotency_keys WHERE expires_at <= :now AND (workspace_id, idempotency_key) IN (
                            SELECT workspace_id, idempotency_key FROM idempotency_keys
                            WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit)
                        """)
                .bind("now", TimeColumn.of(now))
                .bind("limit", limit)
                .execute();
    }

    public static IdempotencyKey key(JobRow job) {
        return job.fresh().idempotency().orElseThrow();
    }
}
