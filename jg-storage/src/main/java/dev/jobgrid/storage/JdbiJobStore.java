package dev.jobgrid.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobState;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.spi.Creation;
import dev.jobgrid.spi.JobStore;
import dev.jobgrid.spi.NewJob;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;

/** Jobs and their events in a database. Thread-safe. */
final class JdbiJobStore implements JobStore {
    private static final System.Logger LOG = System.getLogger(JdbiJobStore.class.getName());
    private static final Duration CLEAN_UP_EVERY = Duration.ofMinutes(1);
    private static final int KEYS_PER_CLEAN_UP = 1_000;

    private final Transactions transactions;
    private final StoredJson json;
    private final JobRows rows;
    private final AtomicReference<Instant> cleanedUp = new AtomicReference<>(Instant.MIN);

    JdbiJobStore(Transactions transactions, StoredJson json) {
        this.transactions = transactions;
        this.json = json;
        rows = new JobRows(json);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one transaction of two batches, however many jobs come: a row for each job (its reservation lies in it) and
     * one for each event; a third batch with a row for each idempotency key, if there are any. Each job that is there
     * already costs one to four statements more. Once a minute keys whose time is over are deleted, in a transaction of
     * their own.
     */
    @Override
    public List<Creation> create(List<NewJob> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        List<Creation> creations =
                transactions.write("storing jobs", handle -> new JobCreation(handle, rows).store(jobs));
        jobs.get(jobs.size() - 1).idempotency().ifPresent(key -> forgetExpiredKeys(key.now()));
        return creations;
    }

    private void forgetExpiredKeys(Instant now) {
        Instant last = cleanedUp.get();
        boolean isDue = last.equals(Instant.MIN) || !now.isBefore(last.plus(CLEAN_UP_EVERY));
        if (!isDue || !cleanedUp.compareAndSet(last, now)) {
            return;
        }
        try {
            transactions.write("forgetting idempotency keys", handle -> {
                new IdempotencyKeys(handle).forgetExpired(now, KEYS_PER_CLEAN_UP);
                return true;
            });
        } catch (RuntimeException e) {
            // The jobs are stored, and the caller must hear that; the keys can wait for the next time.
            LOG.log(Level.WARNING, "expired idempotency keys could not be deleted", e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one transaction: an update of the job's row, found by its primary key, which settles the reservation too; a
     * batch with a row for each event; and a row in the outbox if a callback is owed. A lost race costs the update alone.
     */
    @Override
    public boolean apply(Transition transition) {
        return transactions.write("storing a change of a job", handle -> apply(handle, transition));
    }

    /** As {@link #apply(Transition)}, within a transaction that may hold more. */
    boolean apply(Handle handle, Transition transition) {
        if (update(handle, transition) == 0) {
            return false;
        }
        JobRef ref = transition.before().ref();
        if (!transition.events().isEmpty()) {
            try (EventRows events = new EventRows(handle)) {
                events.add(ref, transition.events()).insert();
            }
        }
        transition.callback().ifPresent(delivery -> JdbiCallbackOutbox.insert(handle, delivery));
        return true;
    }

    private int update(Handle handle, Transition transition) {
        JobRef ref = transition.before().ref();
        JobState after = transition.after().state();
        return handle.createUpdate("""
                        UPDATE jobs
                        SET status = :status, phase = :phase, version = :after, updated_at = :updated,
                            queued_at = :queued, not_before = :notBefore, state = :state,
                            charged_micros = COALESCE(:charged, charged_micros)
                        WHERE workspace_id = :workspace AND job_id = :job AND version = :before
                        """)
                .bind("status", after.status().name())
                .bind("phase", after.phase().name())
                .bind("after", after.version())
                .bind("updated", TimeColumn.of(after.times().updated()))
                .bind("queued", TimeColumn.of(JobRows.queuedAt(after)))
                .bind("notBefore", TimeColumn.of(after.attempt().notBefore()))
                .bind("state", json.write(after))
                .bindByType(
                        "charged",
                        transition
                                .settlement()
                                .map(settled -> settled.charged().micros())
                                .orElse(null),
                        Long.class)
                .bind("workspace", ref.workspace().value())
                .bind("job", ref.id().value())
                .bind("before", transition.before().state().version())
                .execute();
    }

    @Override
    public Optional<Job> find(JobRef ref) {
        return transactions.read("reading a job", handle -> rows.find(handle, ref));
    }

    @Override
    public Optional<Job> findByKey(WorkspaceId workspace, String key, Instant now) {
        return transactions.read(
                "reading a job by its key",
                handle -> new IdempotencyKeys(handle).find(workspace, key, now).flatMap(ref -> rows.find(handle, ref)));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Reads as many rows as it gives back, by an index in the order asked for.
     */
    @Override
    public List<Job> list(JobQuery query) {
        return transactions.read("listing jobs", handle -> new JobList(handle, rows, query).read());
    }

    @Override
    public List<JobEvent> events(JobRef ref, long afterSequence, int limit) {
        return transactions.read("reading events", handle -> EventRows.read(handle, ref, afterSequence, limit));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Reads the queue by an index in its order, and passes over jobs that are to be tried later.
     */
    @Override
    public List<Job> queued(Instant now, int limit) {
        return transactions.read(
                "reading the queue",
                handle -> handle.createQuery("""
                        SELECT workspace_id, job_id, spec, state FROM jobs
                        WHERE status = 'QUEUED' AND (not_before IS NULL OR not_before <= :now)
                        ORDER BY status, queued_at, created_at, job_id
                        LIMIT :limit
                        """)
                        .bind("now", TimeColumn.of(now))
                        .bind("limit", limit)
                        .map(rows)
                        .list());
    }

    @Override
    public List<Job> active() {
        return transactions.read(
                "reading active jobs",
                handle -> handle.createQuery("""
                        SELECT workspace_id, job_id, spec, state FROM jobs WHERE status IN ('ASSIGNED', 'RUNNING')
                        ORDER BY created_at, job_id
                        """).map(rows).list());
    }
}
