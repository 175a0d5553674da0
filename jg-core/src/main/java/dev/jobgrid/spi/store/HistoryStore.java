package dev.jobgrid.spi.store;

import dev.jobgrid.estimate.DurationHistogram;
import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Keeps how long jobs ran and waited, a {@link DurationHistogram} for each kind of jobs that are alike. Thread-safe; all methods
 * block on the store, and throw {@link dev.jobgrid.errors.JobGridException} STORE_UNAVAILABLE or INTERNAL_ERROR if it fails.
 */
public interface HistoryStore {
    /** Kinds of jobs that are kept of a workspace at most; those not seen for longest go first. */
    int MAX_KINDS = 10_000;

    /** Keeps nothing. */
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
     * Something measured of a job that ended.
     *
     * @param key jobs like it
     * @param length how long it took
     * @param at when it ended
     */
    record Measured(HistoryKey key, Duration length, Instant at) {}

    /** Adds to the sketches of their keys, all in one transaction; two grids that add at once lose nothing. */
    void add(List<Measured> measured);

    /** The sketches of those keys that have one. */
    Map<HistoryKey, DurationHistogram> find(List<HistoryKey> keys);

    /** Forgets what was last added to before that time, and of the rest all but the last {@link #MAX_KINDS}. */
    void forget(WorkspaceId workspace, Instant before);
}
