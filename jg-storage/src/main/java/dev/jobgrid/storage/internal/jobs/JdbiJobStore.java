package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.spi.store.TransactionalJobs;
import dev.jobgrid.storage.internal.json.StoredJson;
import dev.jobgrid.storage.internal.notify.StoreNotifications;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Jobs and their events in a database. Thread-safe. */
public final class JdbiJobStore implements JobStore, TransactionalJobs {
    private static final System.Logger LOG = System.getLogger(JdbiJobStore.class.getName());
    private static final Duration CLEAN_UP_EVERY = Duration.ofMinutes(1);
    private static final int KEYS_PER_CLEAN_UP = 1_000;

    /** Each has an allocation. */
    private static final String ACTIVE = "SELECT " + JobRows.OF_LISTED + "FROM "
            + JobRows.ALLOCATED.replace("{where}", "") + " WHERE " + JobRows.STATUS
            + " IN ('ASSIGNED', 'RUNNING') ORDER BY l.created_at, l.job_id";

    private final Transactions transactions;
    private final StoredJson json;
    private final JobRows rows;
    private final QueueReading queue;
    private final EventRows events;
    private final Lookups lookups;
    private final JobCommitter commits;
    private final StoreNotifications signals;
    private final AtomicReference<Instant> cleanedUp = new AtomicReference<>(Instant.MIN);

    public JdbiJobStore(
            Transactions transactions,
            StoredJson json,
            JobRows rows,
            QueueReading queue,
            JobCommitter commits,
            Lookups lookups,
            StoreNotifications signals) {
        this.transactions = transactions;
        this.json = json;
        this.rows = rows;
        this.queue = queue;
        events = new EventRows(json);
        this.commits = commits;
        this.lookups = lookups;
        this.signals = signals;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Callers during another commit share the next transaction. On PostgreSQL a single job costs one round trip, and
     * a list two. Once a minute expired keys are deleted, in a separate transaction.
     */
    @Override
    public List<Creation> create(List<NewJob> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        List<Creation> creations = commits.creates.write(rows(jobs));
        announce(jobs);
        jobs.get(jobs.size() - 1).idempotency().ifPresent(key -> forgetExpiredKeys(key.now()));
        return creations;
    }

    /** {@inheritDoc} Otherwise as {@link #create(List)}. */
    @Override
    public CompletionStage<List<Creation>> createAsync(List<NewJob> jobs) {
        if (jobs.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        CompletionStage<List<Creation>> stored = commits.creates
                .writeLater(rows(jobs))
                .thenApply(creations -> {
                    announce(jobs);
                    return creations;
                });
        jobs.get(jobs.size() - 1).idempotency().ifPresent(key -> forgetExpiredKeys(key.now()));
        return stored;
    }

    private void announce(List<NewJob> jobs) {
        if (!jobs.stream().allMatch(NewJob::isPlaced)) {
            signals.workStored();
        }
    }

    private List<JobRow> rows(List<NewJob> jobs) {
        return jobs.stream().map(fresh -> JobRow.of(fresh, json)).toList();
    }

    @Override
    public List<Creation> create(List<NewJob> jobs, Connection connection) {
        List<JobRow> rows = rows(jobs);
        Transactions.checkJoinable(connection);
        try {
            return commits.create(rows, connection);
        } catch (SQLException e) {
            throw Transactions.failed("storing jobs", e);
        }
    }

    @Override
    public <T> T within(Connection connection, Supplier<T> work) {
        return transactions.within(connection, work);
    }

    private void forgetExpiredKeys(Instant now) {
        Instant last = cleanedUp.get();
        boolean isDue = last.equals(Instant.MIN) || now.isBefore(last) || !now.isBefore(last.plus(CLEAN_UP_EVERY));
        if (!isDue || !cleanedUp.compareAndSet(last, now)) {
            return;
        }
        try {
            transactions.write("deleting idempotency keys", handle -> {
                IdempotencyKeys.forgetExpired(handle, now, KEYS_PER_CLEAN_UP);
                return true;
            });
        } catch (RuntimeException e) {
            // The jobs are stored, and the caller must know; the keys can wait for the next time.
            LOG.log(Level.WARNING, "expired idempotency keys could not be deleted", e);
        }
    }

    /** {@inheritDoc} Callers during another commit share the next transaction. */
    @Override
    public boolean apply(Transition transition) {
        ChangeRow row = ChangeRow.of(transition, json);
        boolean isStored = commits.updates.write(List.of(row)).get(0);
        if (isStored) {
            signals.stored(transition);
        }
        return isStored;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Callers during another commit share the next transaction. Consecutive changes of one job are written to its
     * row at once.
     */
    @Override
    public List<Boolean> applyAll(List<Transition> transitions) {
        if (transitions.isEmpty()) {
            return List.of();
        }
        List<ChangeRow> rows = ChangeRow.chains(transitions, json);
        Map<JobRef, ChangeRow> refused = new HashMap<>();
        List<Boolean> applied = new ArrayList<>(transitions.size());
        int from = 0;
        while (from < rows.size()) {
            List<ChangeRow> part = ofDistinctJobs(rows, from);
            List<ChangeRow> wanted = part.stream()
                    .filter(row -> !row.isBuiltOn(refused.get(row.ref())))
                    .toList();
            List<Boolean> stored = wanted.isEmpty() ? List.of() : commits.updates.write(wanted);
            applied.addAll(applied(part, stored.iterator(), refused));
            from += part.size();
        }
        return applied;
    }

    /** Up to the next change of a job among them: whether that may be stored depends on the one before. */
    private static List<ChangeRow> ofDistinctJobs(List<ChangeRow> rows, int from) {
        Set<JobRef> jobs = new HashSet<>();
        int end = from;
        while (end < rows.size() && jobs.add(rows.get(end).ref())) {
            end++;
        }
        return rows.subList(from, end);
    }

    private List<Boolean> applied(List<ChangeRow> part, Iterator<Boolean> answers, Map<JobRef, ChangeRow> refused) {
        List<Boolean> applied = new ArrayList<>(part.size());
        for (ChangeRow row : part) {
            boolean isStored = !row.isBuiltOn(refused.get(row.ref())) && answers.next();
            if (!isStored) {
                refused.put(row.ref(), row);
            }
            for (Transition change : row.chain()) {
                applied.add(isStored);
                if (isStored) {
                    signals.stored(change);
                }
            }
        }
        return applied;
    }

    @Override
    public Optional<Job> find(JobRef ref) {
        // Within a caller's transaction reads are not batched with others: those see other data.
        return transactions.isJoined()
                ? transactions.read("reading a job", handle -> rows.find(handle, ref))
                : lookups.job(ref);
    }

    @Override
    public CompletionStage<Optional<Job>> findAsync(JobRef ref) {
        return lookups.jobAsync(ref);
    }

    @Override
    public Optional<Job> findByKey(WorkspaceId workspace, String key, Instant now) {
        return transactions.read(
                "reading a job by its key",
                handle -> IdempotencyKeys.find(handle, workspace, key, now)
                        .flatMap(ref -> rows.find(handle, ref))
                        .filter(job -> !job.isUnplacedPlan()));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Reads only the returned rows, by an index in the requested order.
     */
    @Override
    public List<Job> list(JobQuery query) {
        return transactions.read("listing jobs", handle -> new JobList(handle, rows, query).read());
    }

    @Override
    public List<JobEvent> events(JobRef ref, long afterSequence, int limit) {
        return transactions.read("reading events", handle -> events.read(handle, ref, afterSequence, limit));
    }

    /** {@inheritDoc} Costs a look-up in the queue's index for each long lane, or for many short ones. */
    @Override
    public List<QueuedLane> queued(QueueQuery query) {
        return transactions.readOn("reading the queue", connection -> queue.lanes(connection, query));
    }

    @Override
    public List<WorkspaceId> waiting(Optional<WorkspaceId> after, int max) {
        return transactions.read(
                "reading waiting workspaces", handle -> new WaitingWorkspacesReading(handle, max).behind(after));
    }

    @Override
    public List<Job> active() {
        return transactions.read(
                "reading active jobs",
                handle -> handle.createQuery(ACTIVE).map(rows).list());
    }
}
