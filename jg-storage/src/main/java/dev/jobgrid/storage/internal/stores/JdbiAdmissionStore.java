package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Overload;
import dev.jobgrid.submit.SubmitRate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Counts jobs in a database. Thread-safe. */
public final class JdbiAdmissionStore implements AdmissionStore {
    /** Placed jobs, each of which has an allocation; a job has more than one while an earlier run is cleaned up. */
    private static final String PLACED = """
            SELECT s.status
            FROM (SELECT DISTINCT l.job_number,
                         (SELECT a.status FROM job_state a WHERE a.job_number = l.job_number) AS status
                  FROM device_holds l{where}) s
            WHERE s.status IN ('ASSIGNED', 'RUNNING')
            """;

    private static final String OF_ALL = PLACED.replace("{where}", "");
    private static final String OF_ONE = PLACED.replace("{where}", " WHERE workspace_id = :workspace");

    private final Transactions transactions;
    private final Executor elsewhere;
    private final DeferredSubmitCounts deferred;

    /**
     * Admission by these transactions.
     *
     * @param elsewhere runs asynchronous writes
     */
    public JdbiAdmissionStore(Transactions transactions, Executor elsewhere) {
        this.transactions = transactions;
        this.elsewhere = elsewhere;
        deferred = new DeferredSubmitCounts(transactions, elsewhere);
    }

    /** {@inheritDoc} Reads no more of an index than the bound for each status. */
    @Override
    public JobCounts census(int bound) {
        return transactions.read("counting jobs", handle -> {
            Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
            long queued = queued(handle, bound);
            if (queued > 0) {
                counts.put(JobStatus.QUEUED, queued);
            }
            handle.createQuery("SELECT p.status, COUNT(*) AS counted FROM (" + OF_ALL
                            + " LIMIT :bound) p GROUP BY p.status")
                    .bind("bound", bound)
                    .map((row, context) ->
                            Map.entry(JobStatus.valueOf(row.getString("status")), row.getLong("counted")))
                    .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
            return new JobCounts(counts, oldestQueued(handle));
        });
    }

    /** {@inheritDoc} Reads one index, in its order, and so no further than to the bound. */
    @Override
    public long queued(int bound) {
        return transactions.read("counting queued jobs", handle -> queued(handle, bound));
    }

    private static long queued(Handle handle, int bound) {
        return handle.createQuery("""
            SELECT COUNT(*) FROM (SELECT queued_at FROM job_queue ORDER BY queued_at LIMIT :bound) counted
            """).bind("bound", bound).mapTo(Long.class).one();
    }

    /** {@inheritDoc} Reads all queued jobs of the workspace. */
    @Override
    public long queuedBytes(WorkspaceId workspace) {
        return transactions.read(
                "measuring queued jobs",
                handle -> handle.createQuery("""
            SELECT COALESCE(SUM(j.large_bytes), 0) FROM job_queue q JOIN jobs j ON j.job_number = q.job_number
            WHERE q.workspace_id = :workspace
            """)
                        .bind("workspace", workspace.value())
                        .mapTo(Long.class)
                        .one());
    }

    /** The first entry of the only index with this column: no statistics can make another plan look better. */
    private static Optional<Instant> oldestQueued(Handle handle) {
        return handle.createQuery("""
            SELECT queued_at FROM job_queue ORDER BY queued_at LIMIT 1
            """)
                .map((row, context) -> TimeColumn.read(row, "queued_at"))
                .findOne();
    }

    /** {@inheritDoc} Costs one transaction of a few statements; counts no further than to the limits. */
    @Override
    public Optional<Overload> admit(Admission admission) {
        if (transactions.isJoined()) {
            return admitJoined(admission);
        }
        return transactions.write("admitting jobs", handle -> {
            Instant full = lock(handle, admission);
            Optional<Overload> overload = concurrency(handle, admission).or(() -> queue(handle, admission));
            return overload.isPresent() ? overload : enter(handle, admission, full);
        });
    }

    /**
     * Within a caller's transaction, where a lock would last until the commit. Stores no tickets: the jobs are stored
     * in the same transaction, and count for others when it commits.
     */
    private Optional<Overload> admitJoined(Admission admission) {
        return transactions.read(
                "admitting jobs",
                handle -> concurrency(handle, admission)
                        .or(() -> queue(handle, admission))
                        .or(() -> deferred.take(handle, admission)));
    }

    /** Serialises admissions to the workspace until the end of the transaction. */
    private static Instant lock(Handle handle, Admission admission) {
        handle.createUpdate("""
            INSERT INTO admissions (workspace_id, full_at) VALUES (:workspace, :now) ON CONFLICT DO NOTHING
            """)
                .bind("workspace", admission.workspace().value())
                .bind("now", TimeColumn.of(admission.now()))
                .execute();
        return handle.createQuery("SELECT full_at FROM admissions WHERE workspace_id = :workspace FOR UPDATE")
                .bind("workspace", admission.workspace().value())
                .map((row, context) -> TimeColumn.read(row, "full_at"))
                .one();
    }

    private static Optional<Overload> concurrency(Handle handle, Admission admission) {
        OptionalInt max = admission.limits().concurrentJobs();
        if (max.isEmpty()) {
            return Optional.empty();
        }
        // One statement with one snapshot: a job that is just being stored counts once.
        long live = handle.createQuery("""
            SELECT (SELECT COUNT(*) FROM (
                        SELECT 1 FROM job_queue WHERE workspace_id = :workspace LIMIT :most) waiting)
                 + (SELECT COUNT(*) FROM (""" + OF_ONE + """
                        LIMIT :most) placed)
                 + (SELECT COUNT(*) FROM admission_tickets t
                    WHERE t.workspace_id = :workspace AND t.expires_at > :now AND t.expires_at <= :latest
                      AND NOT EXISTS (SELECT 1 FROM jobs j
                                      WHERE j.workspace_id = t.workspace_id AND j.job_id = t.job_id))
            """)
                .bind("workspace", admission.workspace().value())
                .bind("now", TimeColumn.of(admission.now()))
                .bind("latest", TimeColumn.of(admission.latestCounted()))
                .bind("most", max.getAsInt())
                .mapTo(Long.class)
                .one();
        return live + admission.jobs().size() > max.getAsInt()
                ? Optional.of(new Overload(ErrorCode.USER_CONCURRENT_LIMIT, max.getAsInt(), Overload.A_WHILE))
                : Optional.empty();
    }

    private static Optional<Overload> queue(Handle handle, Admission admission) {
        OptionalInt max = admission.limits().queuedJobs();
        if (max.isEmpty()) {
            return Optional.empty();
        }
        long waiting = queued(handle, max.getAsInt());
        return waiting + admission.jobs().size() > max.getAsInt()
                ? Optional.of(new Overload(ErrorCode.QUEUE_SATURATED, max.getAsInt(), Overload.A_WHILE))
                : Optional.empty();
    }

    private Optional<Overload> enter(Handle handle, Admission admission, Instant stored) {
        Instant full = deferred.latest(admission.workspace(), stored);
        int count = admission.jobs().size();
        if (admission.limits().submitsPerMinute().isPresent()) {
            SubmitRate rate =
                    new SubmitRate(admission.limits().submitsPerMinute().getAsInt());
            Instant counted = rate.counted(full, admission.now());
            Optional<Instant> after = rate.take(full, count, admission.now());
            // For a refusal only to correct a value written by a clock that was ahead, which counts for a minute only.
            if (after.isPresent() || counted.isBefore(full)) {
                handle.createUpdate("UPDATE admissions SET full_at = :full WHERE workspace_id = :workspace")
                        .bind("full", TimeColumn.of(after.orElse(counted)))
                        .bind("workspace", admission.workspace().value())
                        .execute();
            }
            if (after.isEmpty()) {
                return Optional.of(new Overload(
                        ErrorCode.JOB_RATE_LIMITED, rate.perMinute(), rate.waitFor(full, count, admission.now())));
            }
        }
        if (admission.limits().concurrentJobs().isPresent()) {
            giveTickets(handle, admission);
        }
        return Optional.empty();
    }

    private static void giveTickets(Handle handle, Admission admission) {
        handle.createUpdate("""
            DELETE FROM admission_tickets
            WHERE workspace_id = :workspace AND (expires_at <= :now OR expires_at > :latest)
            """)
                .bind("workspace", admission.workspace().value())
                .bind("now", TimeColumn.of(admission.now()))
                .bind("latest", TimeColumn.of(admission.latestCounted()))
                .execute();
        try (PreparedBatch batch = handle.prepareBatch("""
            INSERT INTO admission_tickets (workspace_id, job_id, expires_at) VALUES (:workspace, :job, :expires)
            ON CONFLICT DO NOTHING
            """)) {
            for (JobId job : admission.jobs()) {
                batch.bind("workspace", admission.workspace().value())
                        .bind("job", job.value())
                        .bind("expires", TimeColumn.of(admission.countedUntil()))
                        .add();
            }
            batch.execute();
        }
    }

    @Override
    public Optional<Overload> overload(Admission admission) {
        return transactions.read(
                "checking limits", handle -> concurrency(handle, admission).or(() -> queue(handle, admission)));
    }

    /** {@inheritDoc} Within a caller's transaction there are none. */
    @Override
    public void release(WorkspaceId workspace, List<JobId> jobs) {
        if (transactions.isJoined()) {
            return;
        }
        transactions.write("releasing tickets", handle -> {
            try (PreparedBatch batch = handle.prepareBatch("""
                DELETE FROM admission_tickets WHERE workspace_id = :workspace AND job_id = :job
                """)) {
                // Locks are taken in a fixed order to avoid deadlocks.
                jobs.stream()
                        .map(JobId::value)
                        .sorted()
                        .forEach(job -> batch.bind("workspace", workspace.value())
                                .bind("job", job)
                                .add());
                return batch.execute();
            }
        });
    }

    @Override
    public CompletionStage<Void> releaseAsync(WorkspaceId workspace, List<JobId> jobs) {
        return CompletableFuture.runAsync(() -> release(workspace, jobs), elsewhere);
    }

    @Override
    public Map<GridPart, String> closed() {
        return transactions.read("reading maintenance", handle -> {
            Map<GridPart, String> closed = new EnumMap<>(GridPart.class);
            handle.createQuery("SELECT part, message FROM closed_parts")
                    .map((row, context) -> Map.entry(GridPart.valueOf(row.getString("part")), row.getString("message")))
                    .forEach(entry -> closed.put(entry.getKey(), entry.getValue()));
            return closed;
        });
    }

    @Override
    public void close(GridPart part, String message) {
        transactions.write("closing a part", handle -> {
            remove(handle, part);
            return handle.createUpdate("INSERT INTO closed_parts (part, message) VALUES (:part, :message)")
                    .bind("part", part.name())
                    .bind("message", message)
                    .execute();
        });
    }

    @Override
    public void open(GridPart part) {
        transactions.write("opening a part", handle -> remove(handle, part));
    }

    private static int remove(Handle handle, GridPart part) {
        return handle.createUpdate("DELETE FROM closed_parts WHERE part = :part")
                .bind("part", part.name())
                .execute();
    }
}
