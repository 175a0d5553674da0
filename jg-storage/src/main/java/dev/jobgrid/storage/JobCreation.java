package dev.jobgrid.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.Creation;
import dev.jobgrid.spi.Creation.Found;
import dev.jobgrid.spi.NewJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stores new jobs inside one transaction. Rows that others may want too are inserted in one order, keys before jobs, so
 * that creators wait for one another in a line and not in a ring. Single-threaded.
 */
final class JobCreation {
    private static final Comparator<NewJob> BY_JOB = Comparator.comparing(
                    (NewJob fresh) -> fresh.job().ref().workspace().value())
            .thenComparing(fresh -> fresh.job().id().value());
    private static final Comparator<NewJob> BY_KEY = Comparator.comparing(
                    (NewJob fresh) -> fresh.job().ref().workspace().value())
            .thenComparing(fresh -> IdempotencyKeys.key(fresh).key());

    private final Connection connection;
    private final JobStatements statements;
    private final IdempotencyKeys keys;
    private final JobLookup lookup;

    JobCreation(Connection connection, JobStatements statements, IdempotencyKeys keys, JobLookup lookup) {
        this.connection = connection;
        this.statements = statements;
        this.keys = keys;
        this.lookup = lookup;
    }

    List<Creation> store(List<NewJob> jobs) throws SQLException {
        List<Creation> creations = new ArrayList<>(jobs.size());
        for (List<NewJob> part : withoutRepeats(jobs)) {
            creations.addAll(storeDistinct(part));
        }
        return creations;
    }

    /** Cuts the list wherever an id or a key comes again, so that what comes later finds what came before. */
    private static List<List<NewJob>> withoutRepeats(List<NewJob> jobs) {
        List<List<NewJob>> parts = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        int start = 0;
        for (int i = 0; i < jobs.size(); i++) {
            NewJob fresh = jobs.get(i);
            JobRef ref = fresh.job().ref();
            List<Object> names = new ArrayList<>(List.of(ref));
            fresh.idempotency().ifPresent(key -> names.add(List.of(ref.workspace(), key.key())));
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

    private List<Creation> storeDistinct(List<NewJob> jobs) throws SQLException {
        Map<JobRef, Creation> there = new HashMap<>();
        List<NewJob> keyless = takeKeys(jobs, there);
        List<NewJob> created = insertJobs(keyless, there);
        insertEvents(created);
        return jobs.stream()
                .map(fresh -> there.getOrDefault(fresh.job().ref(), new Creation(fresh.job(), Found.CREATED)))
                .toList();
    }

    /** The jobs that no key stands in the way of. */
    private List<NewJob> takeKeys(List<NewJob> jobs, Map<JobRef, Creation> there) throws SQLException {
        List<NewJob> keyed = jobs.stream()
                .filter(fresh -> fresh.idempotency().isPresent())
                .sorted(BY_KEY)
                .toList();
        if (keyed.isEmpty()) {
            return jobs;
        }
        int[] taken = keys.take(connection, keyed);
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] == 0) {
                NewJob fresh = keyed.get(i);
                Optional<JobRef> holder = keys.takeOver(connection, fresh);
                if (holder.isPresent()) {
                    there.put(fresh.job().ref(), new Creation(stored(holder.get()), Found.SAME_KEY));
                }
            }
        }
        return jobs.stream()
                .filter(fresh -> !there.containsKey(fresh.job().ref()))
                .toList();
    }

    /** The jobs that are new. */
    private List<NewJob> insertJobs(List<NewJob> jobs, Map<JobRef, Creation> there) throws SQLException {
        if (jobs.isEmpty()) {
            return jobs;
        }
        List<NewJob> ordered = jobs.stream().sorted(BY_JOB).toList();
        int[] inserted = statements.insertJobs(connection, ordered);
        List<NewJob> created = new ArrayList<>(jobs.size());
        for (int i = 0; i < inserted.length; i++) {
            NewJob fresh = ordered.get(i);
            if (inserted[i] == 1) {
                created.add(fresh);
            } else {
                if (fresh.idempotency().isPresent()) {
                    keys.giveBack(connection, fresh);
                }
                there.put(fresh.job().ref(), new Creation(stored(fresh.job().ref()), Found.SAME_ID));
            }
        }
        return created;
    }

    private void insertEvents(List<NewJob> created) throws SQLException {
        if (created.stream().allMatch(fresh -> fresh.events().isEmpty())) {
            return;
        }
        statements.insertFirstEvents(connection, created);
    }

    private Job stored(JobRef ref) throws SQLException {
        return lookup.find(connection, ref)
                .orElseThrow(() -> new IllegalStateException("job " + ref + " was there, and is not"));
    }
}
