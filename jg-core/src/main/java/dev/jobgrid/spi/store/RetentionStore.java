package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.retention.RetentionPart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds and removes rows by retention rules; bytes are in the blob store. Thread-safe; all methods block on the store,
 * none for long, and none blocks writers of jobs.
 */
public interface RetentionStore {
    /** Finds nothing, and so retains everything. */
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
     * A removable item.
     *
     * @param workspace its workspace
     * @param id the job's, the input's, the audit event's, or the idempotency key
     * @param at when it was created: the order of pages
     * @param bytes its size, if that is counted
     */
    record Item(WorkspaceId workspace, String id, Instant at, long bytes) {}

    /**
     * A query for removable items.
     *
     * @param part their kind; not {@link RetentionPart#ORPHANED_BLOBS}
     * @param before only items that ended, were last used or expired before
     * @param after where the page starts
     */
    record Query(RetentionPart part, Instant before, Optional<Item> after) {}

    /**
     * A page of removable items.
     *
     * @param items at most a hundred, often fewer, or none although more follow
     * @param next where the next page starts, if there may be one
     */
    record Page(List<Item> items, Optional<Item> next) {
        /** Copies the items. */
        public Page {
            items = List.copyOf(items);
        }
    }

    /**
     * Starts a round, unless one of that name started less than {@code every} ago by the store's clock: one of the
     * grids on a store works for all.
     */
    boolean begin(String round, Duration every);

    /**
     * Scans part of the store for removable items. Logs, artifacts and jobs are those of ended jobs without a pending
     * callback and without an allocation; a job is found only once its log and artifacts are removed, an input only if
     * no unfinished job names it.
     */
    Page expired(Query query);

    /**
     * Removes the items that are still removable, and of artifacts the rows: read their keys before, and delete their
     * bytes after.
     *
     * @param items of one page
     * @return the removed ones
     */
    List<Item> remove(RetentionPart part, Instant before, List<Item> items);

    /** The amount of a part that rules can be set for, by the hour in which items ended or were last used. */
    Map<Instant, Long> sizes(RetentionPart part);
}
