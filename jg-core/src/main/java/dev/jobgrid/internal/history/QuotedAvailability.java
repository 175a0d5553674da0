package dev.jobgrid.internal.history;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.spi.store.HistoryKey.Measure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers whether accepted jobs were quoted free capacity. Waits are grouped by the quote, not by what happened: of
 * simultaneous jobs all are quoted free capacity, and the last may well wait. Keeps the most recent ones, in memory.
 * Thread-safe.
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

    /** The job's quote, which is then removed. */
    Optional<Measure> take(JobRef job) {
        synchronized (made) {
            return Optional.ofNullable(made.remove(job));
        }
    }
}
