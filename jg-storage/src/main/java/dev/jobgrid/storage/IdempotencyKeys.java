package dev.jobgrid.storage;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.NewJob;
import dev.jobgrid.spi.NewJob.IdempotencyKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Rows of idempotency keys, as one transaction uses them. Single-threaded. */
final class IdempotencyKeys {
    private final Handle handle;

    IdempotencyKeys(Handle handle) {
        this.handle = handle;
    }

    /**
     * Takes the keys that no one has.
     *
     * @param jobs each with a key
     * @return for each, 1 if its key was taken, else 0
     */
    int[] take(List<NewJob> jobs) {
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO idempotency_keys (workspace_id, idempotency_key, job_id, expires_at)
                VALUES (:workspace, :key, :job, :expires)
                ON CONFLICT DO NOTHING
                """)) {
            for (NewJob job : jobs) {
                batch.bind("workspace", job.job().ref().workspace().value())
                        .bind("key", key(job).key())
                        .bind("job", job.job().id().value())
                        .bind("expires", TimeColumn.of(key(job).expires()))
                        .add();
            }
            return batch.execute();
        }
    }

    /** Takes a key that someone had or has; if its time is not over yet, gives the job that it was used for. */
    Optional<JobRef> takeOver(NewJob job) {
        while (true) {
            if (takeExpired(job)) {
                return Optional.empty();
            }
            Optional<JobRef> holder = holder(job);
            if (holder.isPresent()) {
                return holder;
            }
            // A clean-up has just forgotten it.
            if (take(List.of(job))[0] == 1) {
                return Optional.empty();
            }
        }
    }

    private boolean takeExpired(NewJob job) {
        return handle.createUpdate("""
                                UPDATE idempotency_keys SET job_id = :job, expires_at = :expires
                                WHERE workspace_id = :workspace AND idempotency_key = :key AND expires_at <= :now
                                """)
                        .bind("job", job.job().id().value())
                        .bind("expires", TimeColumn.of(key(job).expires()))
                        .bind("workspace", job.job().ref().workspace().value())
                        .bind("key", key(job).key())
                        .bind("now", TimeColumn.of(key(job).now()))
                        .execute()
                == 1;
    }

    private Optional<JobRef> holder(NewJob job) {
        return handle.createQuery("""
                        SELECT job_id FROM idempotency_keys
                        WHERE workspace_id = :workspace AND idempotency_key = :key
                        """)
                .bind("workspace", job.job().ref().workspace().value())
                .bind("key", key(job).key())
                .mapTo(String.class)
                .findOne()
                .map(id -> new JobRef(job.job().ref().workspace(), new JobId(id)));
    }

    /** The job that a key stands for at this moment. */
    Optional<JobRef> find(WorkspaceId workspace, String key, Instant now) {
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

    /** Gives back a key that this transaction took. */
    void giveBack(NewJob job) {
        handle.createUpdate("""
                        DELETE FROM idempotency_keys WHERE workspace_id = :workspace AND idempotency_key = :key
                        """)
                .bind("workspace", job.job().ref().workspace().value())
                .bind("key", key(job).key())
                .execute();
    }

    /** Forgets keys whose time is over, some at a time. */
    void forgetExpired(Instant now, int limit) {
        handle.createUpdate("""
                        DELETE FROM idempotency_keys WHERE expires_at <= :now AND (workspace_id, idempotency_key) IN (
                            SELECT workspace_id, idempotency_key FROM idempotency_keys
                            WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit)
                        """)
                .bind("now", TimeColumn.of(now))
                .bind("limit", limit)
                .execute();
    }

    static IdempotencyKey key(NewJob job) {
        return job.idempotency().orElseThrow();
    }
}
