package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.Overload;
import dev.jobgrid.submit.SubmitRate;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jdbi.v3.core.Handle;

/**
 * Counts submits per minute in callers' transactions. An update there would lock the workspace's row until the caller
 * commits, so they are counted in memory, and another thread writes the row asynchronously. Thread-safe.
 */
final class DeferredSubmitCounts {
    private static final System.Logger LOG = System.getLogger(DeferredSubmitCounts.class.getName());

    private final Transactions transactions;
    private final Executor elsewhere;
    private final Map<WorkspaceId, Bucket> buckets = new HashMap<>();

    /** The state of a workspace's bucket, and whether it is being written. */
    private static final class Bucket {
        private Instant full = Instant.MIN;
        private boolean isWriting;
    }

    /**
     * Counts of this store.
     *
     * @param elsewhere writes them
     */
    DeferredSubmitCounts(Transactions transactions, Executor elsewhere) {
        this.transactions = transactions;
        this.elsewhere = elsewhere;
    }

    /** Takes tokens for the jobs; returns the limit that they would exceed, if any. */
    Optional<Overload> take(Handle handle, Admission admission) {
        if (admission.limits().submitsPerMinute().isEmpty()) {
            return Optional.empty();
        }
        SubmitRate rate = new SubmitRate(admission.limits().submitsPerMinute().getAsInt());
        int count = admission.jobs().size();
        Instant stored = stored(handle, admission.workspace()).orElse(admission.now());
        synchronized (buckets) {
            buckets.values().removeIf(bucket -> !bucket.isWriting && !bucket.full.isAfter(admission.now()));
            Instant known = latest(admission.workspace(), stored);
            Instant before = rate.counted(known, admission.now());
            Optional<Instant> after = rate.take(before, count, admission.now());
            // Also for a refusal: a value written by a clock that was ahead counts for a minute only.
            if (after.isPresent() || before.isBefore(known)) {
                write(admission.workspace(), after.orElse(before));
            }
            return after.isPresent()
                    ? Optional.empty()
                    : Optional.of(new Overload(
                            ErrorCode.JOB_RATE_LIMITED,
                            rate.perMinute(),
                            rate.waitFor(before, count, admission.now())));
        }
    }

    private void write(WorkspaceId workspace, Instant full) {
        Bucket bucket = buckets.computeIfAbsent(workspace, any -> new Bucket());
        bucket.full = full;
        if (!bucket.isWriting) {
            bucket.isWriting = true;
            elsewhere.execute(() -> write(workspace, bucket));
        }
    }

    /** When the bucket is full, by the store or by unwritten counts. */
    Instant latest(WorkspaceId workspace, Instant stored) {
        synchronized (buckets) {
            Bucket bucket = buckets.get(workspace);
            return bucket == null || bucket.full.isBefore(stored) ? stored : bucket.full;
        }
    }

    private static Optional<Instant> stored(Handle handle, WorkspaceId workspace) {
        return handle.createQuery("SELECT full_at FROM admissions WHERE workspace_id = :workspace")
                .bind("workspace", workspace.value())
                .map((row, context) -> TimeColumn.read(row, "full_at"))
                .findOne();
    }

    private void write(WorkspaceId workspace, Bucket bucket) {
        Optional<Instant> next = Optional.of(full(bucket));
        while (next.isPresent()) {
            next = written(workspace, bucket, next.get());
        }
    }

    private Instant full(Bucket bucket) {
        synchronized (buckets) {
            return bucket.full;
        }
    }

    /** The next value to write, if there is one. */
    private Optional<Instant> written(WorkspaceId workspace, Bucket bucket, Instant full) {
        boolean isWritten = false;
        try {
            transactions.write("counting submits", handle -> store(handle, workspace, full));
            isWritten = true;
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "the count of submits was not written; the next submit writes it", e);
        }
        synchronized (buckets) {
            if (isWritten && bucket.full.isAfter(full)) {
                return Optional.of(bucket.full);
            }
            bucket.isWriting = false;
            return Optional.empty();
        }
    }

    private static int store(Handle handle, WorkspaceId workspace, Instant full) {
        handle.createUpdate("""
                        INSERT INTO admissions (workspace_id, full_at) VALUES (:workspace, :full) ON CONFLICT DO NOTHING
                        """)
                .bind("workspace", workspace.value())
                .bind("full", TimeColumn.of(full))
                .execute();
        return handle.createUpdate("""
                        UPDATE admissions SET full_at = :full
                        WHERE workspace_id = :workspace AND (full_at < :full OR full_at > :ahead)
                        """)
                .bind("workspace", workspace.value())
                .bind("full", TimeColumn.of(full))
                .bind("ahead", TimeColumn.of(full.plus(Duration.ofMinutes(1))))
                .execute();
    }
}
