package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.storage.internal.json.StoredJson;
import dev.jobgrid.storage.internal.sql.GroupCommit;
import dev.jobgrid.storage.internal.sql.SqlFailure;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Writes jobs with group commit, and checks writes whose commit result was lost with the connection: by id, so that
 * nothing is ever stored twice. Thread-safe.
 */
public final class JobCommitter {
    /** Large enough for 64 callers in one commit, and small enough for short waits. */
    private static final int CALLS_PER_COMMIT = 128;

    /** Short enough for threads that end jobs, which retry. */
    private static final Duration ACCOUNT_LOCK_TIMEOUT = Duration.ofSeconds(5);

    private static final String WRITING = "checking whether a change was stored";

    private final Transactions transactions;
    private final StoredJson json;
    private final JobRows rows;
    private final EventRows events;
    private final JobWrites writes;

    /** Commits of new jobs. */
    final AccountGroupCommit<List<JobRow>, List<Creation>> creates;

    /** Commits of changes of distinct jobs. */
    final AccountGroupCommit<List<ChangeRow>, List<Boolean>> updates;

    /**
     * Commits of these writes.
     *
     * @param locked accounts that the writes found locked
     * @param elsewhere as {@link GroupCommit} says
     */
    public JobCommitter(
            Transactions transactions,
            StoredJson json,
            JobRows rows,
            JobWrites writes,
            AccountLockBackoff locked,
            Executor elsewhere) {
        this.transactions = transactions;
        this.json = json;
        this.rows = rows;
        events = new EventRows(json);
        this.writes = writes;
        creates = new AccountGroupCommit<>(
                locked, ACCOUNT_LOCK_TIMEOUT, JobTransaction::holding, elsewhere, lanes(new Creates(), elsewhere));
        updates = new AccountGroupCommit<>(
                locked, ACCOUNT_LOCK_TIMEOUT, JobTransaction::settling, elsewhere, lanes(new Updates(), elsewhere));
    }

    private <T, R> AccountGroupCommit.Lanes<T, R> lanes(GroupCommit.Commit<T, R> commit, Executor elsewhere) {
        return new AccountGroupCommit.Lanes<>(
                new GroupCommit<>(CALLS_PER_COMMIT, writes.atOnce(), elsewhere, commit),
                new GroupCommit<>(CALLS_PER_COMMIT, 1, elsewhere, commit));
    }

    /** Stores jobs in a transaction that the caller ends. */
    List<Creation> create(List<JobRow> jobs, Connection connection) throws SQLException {
        return writes.create(jobs, connection);
    }

    /**
     * Checks a commit with a lost result. If that fails as well the result stays unknown, as the first failure reports;
     * the second might deny it.
     */
    private static <T> T after(RuntimeException failure, Supplier<T> look) {
        try {
            return look.get();
        } catch (RuntimeException e) {
            throw isUncertain(failure) ? failure : e;
        }
    }

    private static boolean isUncertain(RuntimeException failure) {
        return SqlFailure.isUncertain(SqlFailure.of(failure));
    }

    private final class Creates implements GroupCommit.Commit<List<JobRow>, List<Creation>> {
        @Override
        public List<List<Creation>> together(List<List<JobRow>> calls) {
            return writes.create(calls);
        }

        @Override
        public long bytes(List<JobRow> call) {
            return call.stream().mapToLong(JobRow::bytes).sum();
        }

        @Override
        public List<Creation> again(List<JobRow> jobs, RuntimeException failure, boolean isFinal) {
            if (isFinal && !isUncertain(failure)) {
                throw failure;
            }
            // An existing job with the id is ours if it equals the one to store.
            List<Creation> creations = new ArrayList<>(jobs.size());
            List<Creation> found =
                    after(failure, () -> writes.create(List.of(jobs)).get(0));
            for (int i = 0; i < jobs.size(); i++) {
                Job wanted = jobs.get(i).fresh().job();
                creations.add(isOurs(wanted, found.get(i)) ? new Creation(wanted, Found.CREATED) : found.get(i));
            }
            return creations;
        }

        private static boolean isOurs(Job wanted, Creation creation) {
            Job stored = creation.job();
            return creation.found().isStored()
                    && stored.ref().equals(wanted.ref())
                    && stored.spec().equals(wanted.spec())
                    && TimeColumn.micros(stored.state().times().created())
                            .equals(TimeColumn.micros(wanted.state().times().created()));
        }
    }

    private final class Updates implements GroupCommit.Commit<List<ChangeRow>, List<Boolean>> {
        @Override
        public List<List<Boolean>> together(List<List<ChangeRow>> calls) {
            return writes.update(calls);
        }

        @Override
        public long bytes(List<ChangeRow> call) {
            return call.stream().mapToLong(ChangeRow::bytes).sum();
        }

        @Override
        public List<Boolean> again(List<ChangeRow> call, RuntimeException failure, boolean isFinal) {
            if (isFinal && !isUncertain(failure)) {
                throw failure;
            }
            return after(failure, () -> {
                List<Boolean> stored =
                        new ArrayList<>(writes.update(List.of(call)).get(0));
                for (int i = 0; i < call.size(); i++) {
                    ChangeRow change = call.get(i);
                    stored.set(i, stored.get(i) || transactions.read(WRITING, handle -> isStored(handle, change)));
                }
                return stored;
            });
        }

        /** Whether a change that no longer applies was the one that changed the job. */
        private boolean isStored(Handle handle, ChangeRow change) {
            JobRef ref = change.ref();
            Optional<Job> job = rows.find(handle, ref);
            if (job.isEmpty() || job.get().state().version() < change.after().version()) {
                return false;
            }
            List<JobEvent> expected = change.events();
            boolean isLast = job.get().state().version() == change.after().version();
            if (isLast && !json.write(job.get().state()).equals(change.state())) {
                return false;
            }
            if (expected.isEmpty()) {
                return isLast; // Changed again since? A caller that rebuilds its change does no harm.
            }
            JobEvent first = expected.get(0);
            return events.read(handle, ref, first.sequence() - 1, 1).stream()
                    .anyMatch(stored -> stored.id().equals(first.id())
                            && stored.type().equals(first.type())
                            && stored.message().equals(first.message())
                            && TimeColumn.micros(stored.created()).equals(TimeColumn.micros(first.created())));
        }
    }
}
