package dev.jobgrid.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.Creation;
import dev.jobgrid.spi.Creation.Found;
import dev.jobgrid.spi.NewJob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

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

    private final Handle handle;
    private final JobRows rows;
    private final IdempotencyKeys keys;

    JobCreation(Handle handle, JobRows rows) {
        this.handle = handle;
        this.rows = rows;
        keys = new IdempotencyKeys(handle);
    }

    List<Creation> store(List<NewJob> jobs) {
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

    private List<Creation> storeDistinct(List<NewJob> jobs) {
        Map<JobRef, Creation> there = new HashMap<>();
        List<NewJob> keyless = takeKeys(jobs, there);
        List<NewJob> created = insertJobs(keyless, there);
        insertEvents(created);
        return jobs.stream()
                .map(fresh -> there.getOrDefault(fresh.job().ref(), new Creation(fresh.job(), Found.CREATED)))
                .toList();
    }

    /** The jobs that no key stands in the way of. */
    private List<NewJob> takeKeys(List<NewJob> jobs, Map<JobRef, Creation> there) {
        List<NewJob> keyed = jobs.stream()
                .filter(fresh -> fresh.idempotency().isPresent())
                .sorted(BY_KEY)
                .toList();
        if (keyed.isEmpty()) {
            return jobs;
        }
        int[] taken = keys.take(keyed);
        for (int i = 0; i < taken.length; i++) {
            if (taken[i] == 0) {
                NewJob fresh = keyed.get(i);
                keys.takeOver(fresh)
                        .ifPresent(
                                holder -> there.put(fresh.job().ref(), new Creation(stored(holder), Found.SAME_KEY)));
            }
        }
        return jobs.stream()
                .filter(fresh -> !there.containsKey(fresh.job().ref()))
                .toList();
    }

    /** The jobs that are new. */
    private List<NewJob> insertJobs(List<NewJob> jobs, Map<JobRef, Creation> there) {
        if (jobs.isEmpty()) {
            return jobs;
        }
        List<NewJob> ordered = jobs.stream().sorted(BY_JOB).toList();
        int[] inserted = rows.insert(handle, ordered);
        List<NewJob> created = new ArrayList<>(jobs.size());
        for (int i = 0; i < inserted.length; i++) {
            NewJob fresh = ordered.get(i);
            if (inserted[i] == 1) {
                created.add(fresh);
            } else {
                fresh.idempotency().ifPresent(key -> keys.giveBack(fresh));
                there.put(fresh.job().ref(), new Creation(stored(fresh.job().ref()), Found.SAME_ID));
            }
        }
        return created;
    }

    private void insertEvents(List<NewJob> created) {
        if (created.stream().allMatch(fresh -> fresh.events().isEmpty())) {
            return;
        }
        try (EventRows events = new EventRows(handle)) {
            created.forEach(fresh -> events.add(fresh.job().ref(), fresh.events()));
            events.insert();
        }
    }

    private Job stored(JobRef ref) {
        return rows.find(handle, ref)
                .orElseThrow(() -> new IllegalStateException("job " + ref + " was there, and is not"));
    }
}
