package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.retention.RetentionPart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds and removes what need not be kept: rows only, since bytes lie elsewhere. Thread-safe; all methods block on the
 * store, none of them for long, and none keeps those waiting who store or change jobs.
 */
public interface RetentionStore {
    /** Finds nothing, and so keeps everything. */
    RetentionStore NONE = new RetentionStore() {
        @Override
        public boolean begin(String round, Duration every) {
            return false;
        }

        @Override
        public Page expired(Query query) {
            return new Page(List.of(), Optional.empty());
        }

        @Override
        public List<Item> remove(RetentionPart part, Instant before, List<Item> items) {
            return List.of();
        }

        @Override
        public Map<Instant, Long> sizes(RetentionPart part) {
            return Map.of();
        }
    };

    /**
     * Something that may go.
     *
     * @param workspace whose
     * @param id the job's, the input's, the audit event's, or the idempotency key
     * @param at when it was made: what pages are ordered by
     * @param bytes how many it takes, if that is counted
     */
    record Item(WorkspaceId workspace, String id, Instant at, long bytes) {}

    /**
     * Asks for what may go.
     *
     * @param part of what; not {@link RetentionPart#ORPHANED_BLOBS}
     * @param before only what ended, was last used or expired before
     * @param after where to read on
     */
    record Query(RetentionPart part, Instant before, Optional<Item> after) {}

    /**
     * Some of what may go.
     *
     * @param items at most a hundred, often fewer, or none although more follow
     * @param next where to read on, if there may be more
     */
    record Page(List<Item> items, Optional<Item> next) {
        /** Copies the items. */
        public Page {
            items = List.copyOf(items);
        }
    }

    /**
     * Begins a round, unless one of that name has begun less than {@code every} ago by the store's clock: of the grids on
     * a store, one does the work of all.
     */
    boolean begin(String round, Duration every);

    /**
     * Looks through some of the store for what may go. Logs, artifacts and jobs are those of jobs that are over, owe no
     * callback and hold no device; a job is found only once its log and artifacts are gone, an input only if no job that
     * is not over names it.
     */
    Page expired(Query query);

    /**
     * Removes those that may still go, and of artifacts the rows: know their keys first, and delete their bytes after.
     *
     * @param items of one page
     * @return those that are gone now
     */
    List<Item> remove(RetentionPart part, Instant before, List<Item> items);

    /** How much there is of a part that rules can be set for, by the hour in which it ended or was last used. */
    Map<Instant, Long> sizes(RetentionPart part);
}
