package dev.jobgrid.internal.history;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.spi.store.HistoryKey.Measure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the jobs that this grid took were told that there is room for them. Their waits are kept apart by that, and not by
 * whether they found room: of jobs that come together all are told so, and the last may well wait. Remembers the last ones,
 * until the process ends. Thread-safe.
 */
final class QuotedAvailability {
    private static final int MAX_QUOTES = 50_000;

    private final Map<JobRef, Measure> made = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobRef, Measure> eldest) {
            return size() > MAX_QUOTES;
        }
    };

    void make(JobRef job, Outcome outcome) {
        Measure measure = outcome == Outcome.PLACED ? Measure.WAIT_FREE : Measure.WAIT_BUSY;
        synchronized (made) {
            made.put(job, measure);
        }
    }

    /** What the job was told, once. */
    Optional<Measure> take(JobRef job) {
        synchronized (made) {
            return Optional.ofNullable(made.remove(job));
        }
    }
}
