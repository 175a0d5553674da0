package dev.jobgrid.internal.retention;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionReport.Amount;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.RetentionStore.Item;
import dev.jobgrid.spi.store.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pass over all removable items, a page per step. A failed step may be retried; an omitted one only leaves work for
 * the next round. Single-threaded.
 */
final class RetentionRound {
    // Logs and artifacts first: a job is removable once it has none.
    private static final List<RetentionPart> ORDER = List.of(
            RetentionPart.LOGS,
            RetentionPart.ARTIFACTS,
            RetentionPart.JOBS,
            RetentionPart.INPUTS,
            RetentionPart.UPLOADS,
            RetentionPart.IDEMPOTENCY_KEYS,
            RetentionPart.AUDIT);

    private final Storage storage;
    private final boolean removes;
    private final Deque<RetentionStore.Query> left = new ArrayDeque<>();
    private RetentionReport report = RetentionReport.NOTHING;

    /**
     * A round that has not begun.
     *
     * @param removes whether items are removed, or only counted
     */
    RetentionRound(Storage storage, RetentionRules rules, Instant now, boolean removes) {
        this.storage = storage;
        this.removes = removes;
        Map<RetentionPart, Instant> cutoffs =
                Cutoffs.of(rules, now, part -> storage.retention().sizes(part));
        for (RetentionPart part : ORDER) {
            if (cutoffs.containsKey(part)) {
                left.add(new RetentionStore.Query(part, cutoffs.get(part), Optional.empty()));
            }
        }
    }

    /** The amounts removed so far, or to be removed. */
    RetentionReport report() {
        return report;
    }

    boolean isOver() {
        return left.isEmpty();
    }

    /** Processes one page. */
    void step() {
        RetentionStore.Query query = left.getFirst();
        RetentionStore.Page page = storage.retention().expired(query);
        List<Item> gone = removes && !page.items().isEmpty() ? removed(query, page.items()) : page.items();
        long bytes = gone.stream().mapToLong(Item::bytes).sum();
        report = report.plus(query.part(), new Amount(gone.size(), bytes));
        left.removeFirst();
        if (page.next().isPresent()) {
            left.addFirst(new RetentionStore.Query(query.part(), query.before(), page.next()));
        }
    }

    /** Keys are read before the rows are removed, and bytes deleted after. */
    private List<Item> removed(RetentionStore.Query query, List<Item> items) {
        Map<Item, List<BlobKey>> keys = new HashMap<>();
        items.forEach(item -> keys.put(item, keys(query.part(), item)));
        List<Item> gone = storage.retention().remove(query.part(), query.before(), items);
        gone.stream()
                .flatMap(item -> keys.getOrDefault(item, List.of()).stream())
                .forEach(this::delete);
        return gone;
    }

    private List<BlobKey> keys(RetentionPart part, Item item) {
        return switch (part) {
            case ARTIFACTS -> artifacts(new JobRef(item.workspace(), new JobId(item.id())));
            case INPUTS, UPLOADS ->
                storage.inputs().find(item.workspace(), new InputId(item.id())).flatMap(JobInput::content).stream()
                        .map(content -> new BlobKey(content.blob()))
                        .toList();
            case LOGS, JOBS, AUDIT, IDEMPOTENCY_KEYS, ORPHANED_BLOBS -> List.of();
        };
    }

    private List<BlobKey> artifacts(JobRef job) {
        return storage.artifacts().list(job).stream()
                .map(artifact -> BlobKey.ofArtifact(job, artifact.attempt(), artifact.id()))
                .toList();
    }

    private void delete(BlobKey key) {
        try {
            storage.blobs().delete(key);
        } catch (IOException e) {
            throw new UncheckedIOException("the bytes of " + key.value() + " could not be deleted", e);
        }
    }
}
