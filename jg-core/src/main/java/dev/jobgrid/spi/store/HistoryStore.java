package dev.jobgrid.spi.store;

import dev.jobgrid.estimate.DurationHistogram;
import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Stores how long jobs ran and waited: a {@link DurationHistogram} for each group of similar jobs. Thread-safe; all
 * methods block on the store, and throw {@link dev.jobgrid.errors.JobGridException} STORE_UNAVAILABLE or INTERNAL_ERROR
 * if it fails.
 */
public interface HistoryStore {
    /** The most groups of a workspace; the least recently updated are removed first. */
    int MAX_KINDS = 10_000;

    /** Stores nothing. */
    HistoryStore NONE = new HistoryStore() {
        @Override
        public void add(List<Measured> measured) {}

        @Override
        public Map<HistoryKey, DurationHistogram> find(List<HistoryKey> keys) {
            return Map.of();
        }

        @Override
        public void forget(WorkspaceId workspace, Instant before) {}
    };

    /**
     * A measured duration of an ended job.
     *
     * @param key its group
     * @param length the duration
     * @param at when it ended
     */
    record Measured(HistoryKey key, Duration length, Instant at) {}

    /** Adds to the histograms of their keys, in one transaction; concurrent additions are not lost. */
    void add(List<Measured> measured);

    /** The histograms of those keys that have one. */
    Map<HistoryKey, DurationHistogram> find(List<HistoryKey> keys);

    /** Removes histograms last updated before that time, and of the rest all but the last {@link #MAX_KINDS}. */
    void forget(WorkspaceId workspace, Instant before);
}
