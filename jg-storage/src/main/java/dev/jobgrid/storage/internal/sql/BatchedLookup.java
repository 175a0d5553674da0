package dev.jobgrid.storage.internal.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Batches look-ups by key: one statement for all callers during the previous one, like group commit for reads. A
 * caller's statement begins after its call, so it sees all earlier commits. Thread-safe.
 *
 * @param <K> the key of a row
 * @param <R> the row
 */
public final class BatchedLookup<K, R> {
    private final GroupCommit<K, Optional<R>> reads;

    /** Finds the rows of distinct keys. */
    @FunctionalInterface
    public interface Statement<K, R> {
        Map<K, R> rows(Set<K> keys);
    }

    /**
     * Look-ups by this statement.
     *
     * @param max the most keys of one statement
     * @param elsewhere as for {@link GroupCommit}
     */
    public BatchedLookup(int max, Executor elsewhere, Statement<K, R> statement) {
        reads = new GroupCommit<>(max, 1, elsewhere, new GroupCommit.Commit<>() {
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
