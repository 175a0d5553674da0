package dev.jobgrid.storage.internal.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Finds rows by key with one statement for all callers that come while the one before is under way, as writes share commits. A
 * caller's statement begins after its call, so it sees all that was committed before. Thread-safe.
 *
 * @param <K> what a row is found by
 * @param <R> the row
 */
public final class BatchedLookup<K, R> {
    private final GroupCommit<K, Optional<R>> reads;

    /** Finds the rows of keys, each of which is there once. */
    @FunctionalInterface
    public interface Statement<K, R> {
        Map<K, R> rows(Set<K> keys);
    }

    /**
     * Reads by this statement.
     *
     * @param most so many keys go into one statement at most
     * @param elsewhere as {@link GroupCommit} says
     */
    public BatchedLookup(int most, Executor elsewhere, Statement<K, R> statement) {
        reads = new GroupCommit<>(most, 1, elsewhere, new GroupCommit.Commit<>() {
            @Override
            public List<Optional<R>> together(List<K> keys) {
                Map<K, R> rows = statement.rows(new LinkedHashSet<>(keys));
                return keys.stream()
                        .map(key -> Optional.ofNullable(rows.get(key)))
                        .toList();
            }

            @Override
            public Optional<R> again(K key, RuntimeException failure, boolean wasAlone) {
                if (wasAlone) {
                    throw failure;
                }
                return Optional.ofNullable(statement.rows(Set.of(key)).get(key));
            }
        });
    }

    public Optional<R> find(K key) {
        return reads.write(key);
    }

    /** As {@link GroupCommit#writeLater}. */
    public CompletableFuture<Optional<R>> findLater(K key) {
        return reads.writeLater(key);
    }
}
