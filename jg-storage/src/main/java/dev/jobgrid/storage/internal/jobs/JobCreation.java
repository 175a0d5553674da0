package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stores new jobs inside one transaction. Locks are taken in a fixed order to avoid deadlocks, keys before jobs.
 * Thread-safe.
 */
public final class JobCreation {
    private final JobStatements statements;
    private final IdempotencyKeys keys;
    private final JobLookup lookup;
    private final JobNumbers numbers;
    private final HoldRows holds;

    public JobCreation(
            JobStatements statements, IdempotencyKeys keys, JobLookup lookup, JobNumbers numbers, HoldRows holds) {
        this.statements = statements;
        this.keys = keys;
        this.lookup = lookup;
        this.numbers = numbers;
        this.holds = holds;
    }

    /**
     * Stores the jobs in the transaction of this connection, which must not be committed if the device of one is held:
     * {@link JobTransaction#create} finds that.
     */
    public List<Creation> store(Connection connection, List<JobRow> jobs) throws SQLException {
        List<Creation> creations = new ArrayList<>(jobs.size());
        for (List<JobRow> part : withoutRepeats(jobs)) {
            creations.addAll(storeDistinct(connection, part));
        }
        return creations;
    }

    /** Splits the list wherever an id or a key repeats, so that later jobs find earlier ones. */
    private static List<List<JobRow>> withoutRepeats(List<JobRow> jobs) {
        List<List<JobRow>> parts = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        int start = 0;
        for (int i = 0; i < jobs.size(); i++) {
            List<Object> names = jobs.get(i).names().toList();
            if (names.stream().anyMatch(seen::contains)) {
                parts.add(jobs.subList(start, i));
                seen.clear();
                start = i;
            }
            seen.addAll(names);
        }
        parts.add(jobs.subList(start, jobs.size()));
        return parts;
    }

    private List<Creation> storeDistinct(Connection connection, List<JobRow> jobs) throws SQLException {
        Map<JobRef, Creation> there = new HashMap<>();
        List<JobRow> keyless = takeKeys(connection, jobs, there);
        List<JobRow> created = insertJobs(connection, keyless, there);
        statements.insertRest(connection, created);
        for (JobRow row : created) {
            if (row.fresh().isPlaced() && !holds.insert(connection, HoldRow.of(List.of(row)))) {
                there.put(row.ref(), new Creation(row.fresh().job(), Found.DEVICE_HELD));
            }
        }
        JobRow.remember(created, numbers);
        return jobs.stream()
                .map(row ->
                        there.getOrDefault(row.ref(), new Creation(row.fresh().job(), Found.CREATED)))
                .toList();
    }

    /** The jobs without a conflicting key. */
    private List<JobRow> takeKeys(Connection connection, List<JobRow> jobs, Map<JobRef, Creation> there)
            throws SQLException {
        List<JobRow> keyed = jobs.stream()
                .filter(row -> row.fresh().idempotency().isPresent())
                .sorted(JobRow.BY_KEY)
                .toList();
        if (keyed.isEmpty()) {
            return jobs;
        }
        int[] taken = keys.take(connection, keyed);
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] == 0) {
                JobRow row = keyed.get(i);
                Optional<JobRef> holder = keys.takeOver(connection, row, Optional.empty());
                while (holder.isPresent()) {
                    Job job = stored(connection, holder.get());
                    if (!job.isUnplacedPlan()) {
                        there.put(row.ref(), new Creation(job, Found.SAME_KEY));
                        break;
                    }
                    holder = keys.takeOver(connection, row, holder);
                }
            }
        }
        return jobs.stream().filter(row -> !there.containsKey(row.ref())).toList();
    }

    /** The jobs that are new. */
    private List<JobRow> insertJobs(Connection connection, List<JobRow> jobs, Map<JobRef, Creation> there)
            throws SQLException {
        if (jobs.isEmpty()) {
            return jobs;
        }
        List<JobRow> ordered = JobRow.numbered(
                connection, numbers, jobs.stream().sorted(JobRow.BY_JOB).toList());
        int[] inserted = statements.insertJobs(connection, ordered);
        List<JobRow> created = new ArrayList<>(jobs.size());
        for (int i = 0; i < inserted.length; i++) {
            JobRow row = ordered.get(i);
            if (inserted[i] == 1) {
                created.add(row);
            } else {
                if (row.fresh().idempotency().isPresent()) {
                    keys.release(connection, row);
                }
                there.put(row.ref(), new Creation(stored(connection, row.ref()), Found.SAME_ID));
            }
        }
        return created;
    }

    private Job stored(Connection connection, JobRef ref) throws SQLException {
        return lookup.find(connection, ref)
                .orElseThrow(() -> new IllegalStateException("job " + ref + " existed, but is missing"));
    }
}
