package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache of decoded jobs by their JSON text: a job is read many times until it changes. Bounded by the length of the
 * texts, with LRU eviction. Thread-safe.
 */
public final class DecodedJobCache {
    /** A job takes a few times the memory of its JSON, so this is about a tenth of a small heap. */
    private static final long CHARACTERS =
            Math.min(4 << 20, Runtime.getRuntime().maxMemory() / 64);

    private final JobRows rows;
    private final long max;
    private final Map<JobRef, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    private record Known(String spec, String state, Job job) {
        int length() {
            return spec.length() + state.length();
        }
    }

    public DecodedJobCache(JobRows rows) {
        this(rows, CHARACTERS);
    }

    /** A cache of jobs with at most that many characters of JSON. */
    DecodedJobCache(JobRows rows, long max) {
        this.rows = rows;
        this.max = max;
    }

    public Job read(JobRef ref, long number, String spec, String state) {
        Known before = find(ref);
        if (before != null && before.state().equals(state) && before.spec().equals(spec)) {
            return before.job();
        }
        Job job = rows.read(ref, number, spec, state);
        keep(new Known(spec, state, job));
        return job;
    }

    private synchronized @Nullable Known find(JobRef ref) {
        return known.get(ref);
    }

    private synchronized void keep(Known fresh) {
        Known before = known.put(fresh.job().ref(), fresh);
        characters += fresh.length() - (before == null ? 0 : before.length());
        Iterator<Known> oldest = known.values().iterator();
        while (characters > max) {
            characters -= oldest.next().length();
            oldest.remove();
        }
    }

    /** The cached characters. */
    synchronized long characters() {
        return characters;
    }
}
