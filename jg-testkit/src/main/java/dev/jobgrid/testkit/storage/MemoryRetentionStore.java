package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.Job;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.spi.store.RetentionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Scans the other stores. Shares a lock with the jobs, so that transactions are atomic. Thread-safe. */
final class MemoryRetentionStore implements RetentionStore {
    private static final int PAGE = 100;
    private static final Comparator<Item> ORDER = Comparator.comparing(
                    (Item item) -> item.workspace().value())
            .thenComparing(Item::at)
            .thenComparing(Item::id);

    private final Object lock;
    private final Looked looked;
    private final InstantSource clock;
    private final Map<String, Instant> rounds = new HashMap<>();

    /** The stores that are looked through. */
    record Looked(
            MemoryJobStore jobs,
            MemoryLogStore logs,
            MemoryArtifactStore artifacts,
            MemoryInputStore inputs,
            MemoryApiKeyStore apiKeys,
            MemoryCallbackOutbox callbacks,
            MemoryHoldStore holds) {}

    MemoryRetentionStore(Object lock, Looked looked, InstantSource clock) {
        this.lock = lock;
        this.looked = looked;
        this.clock = clock;
    }

    private record Named(WorkspaceId workspace, String id) {
        static Named of(Item item) {
            return new Named(item.workspace(), item.id());
        }
    }

    @Override
    public boolean begin(String round, Duration every) {
        synchronized (lock) {
            Instant now = clock.instant();
            Instant next = rounds.getOrDefault(round, now);
            // Later than that it was put by a clock that was ahead.
            boolean begins = !now.isBefore(next) || next.isAfter(now.plus(every));
            if (begins) {
                rounds.put(round, now.plus(every));
            }
            return begins;
        }
    }

    @Override
    public Page expired(Query query) {
        synchronized (lock) {
            List<Item> found = all(query.part(), query.before())
                    .filter(item -> query.after()
                            .map(after -> ORDER.compare(item, after) > 0)
                            .orElse(true))
                    .sorted(ORDER)
                    .limit(PAGE)
                    .toList();
            return new Page(found, found.size() == PAGE ? Optional.of(found.get(PAGE - 1)) : Optional.empty());
        }
    }

    private Stream<Item> all(RetentionPart part, Instant before) {
        return switch (part) {
            case LOGS ->
                over(before)
                        .filter(job -> looked.logs().bytes(job.ref()) > 0)
                        .map(job -> item(job, looked.logs().bytes(job.ref())));
            case ARTIFACTS ->
                over(before)
                        .filter(job -> !looked.artifacts().list(job.ref()).isEmpty())
                        .map(job -> item(job, looked.artifacts().bytes(job.ref())));
            case JOBS ->
                over(before)
                        .filter(job -> looked.logs().bytes(job.ref()) == 0)
                        .filter(job -> looked.artifacts().list(job.ref()).isEmpty())
                        .map(job -> item(job, 0));
            case INPUTS ->
                looked.inputs()
                        .all()
                        .filter(JobInput::isReady)
                        .filter(input -> looked.inputs().used(input).isBefore(before))
                        .filter(input -> !isUsed(input))
                        .map(MemoryRetentionStore::item);
            case UPLOADS ->
                looked.inputs()
                        .all()
                        .filter(input -> !input.isReady() && input.expires().isBefore(before))
                        .map(MemoryRetentionStore::item);
            case AUDIT -> looked.apiKeys().auditedBefore(before);
            case IDEMPOTENCY_KEYS -> looked.jobs().keysBefore(before);
            case ORPHANED_BLOBS -> throw new IllegalArgumentException("a store of rows knows of no blobs");
        };
    }

    private Stream<Job> over(Instant before) {
        return looked.jobs()
                .all()
                .filter(Job::isTerminal)
                .filter(job -> job.state().times().updated().isBefore(before))
                .filter(job -> !looked.callbacks().isOwed(job.ref()))
                .filter(job -> !looked.holds().isHeld(job.ref()));
    }

    private boolean isUsed(JobInput input) {
        return looked.jobs()
                .all()
                .filter(job -> !job.isTerminal() && job.ref().workspace().equals(input.workspace()))
                .map(job -> job.spec().files())
                .anyMatch(files ->
                        files.inputs().contains(input.id()) || files.scripts().contains(input.id()));
    }

    private static Item item(Job job, long bytes) {
        return new Item(
                job.ref().workspace(), job.id().value(), job.state().times().created(), bytes);
    }

    private static Item item(JobInput input) {
        return new Item(
                input.workspace(),
                input.id().value(),
                input.created(),
                input.content().map(JobInput.Content::sizeBytes).orElse(0L));
    }

    @Override
    public List<Item> remove(RetentionPart part, Instant before, List<Item> items) {
        synchronized (lock) {
            Set<Named> mayGo = all(part, before).map(Named::of).collect(Collectors.toSet());
            List<Item> gone = items.stream()
                    .filter(item -> mayGo.contains(Named.of(item)))
                    .toList();
            gone.forEach(item -> remove(part, item));
            return gone;
        }
    }

    private void remove(RetentionPart part, Item item) {
        switch (part) {
            case LOGS -> looked.logs().clear(ref(item));
            case ARTIFACTS -> looked.artifacts().remove(ref(item));
            case JOBS -> {
                looked.jobs().remove(ref(item));
                looked.logs().remove(ref(item));
                looked.callbacks().remove(ref(item));
            }
            case INPUTS, UPLOADS -> looked.inputs().remove(item.workspace(), new InputId(item.id()));
            case AUDIT -> looked.apiKeys().forget(item.id());
            case IDEMPOTENCY_KEYS -> looked.jobs().forgetKey(item.workspace(), item.id());
            case ORPHANED_BLOBS -> throw new IllegalArgumentException("a store of rows knows of no blobs");
        }
    }

    private static JobRef ref(Item item) {
        return new JobRef(item.workspace(), new JobId(item.id()));
    }

    @Override
    public Map<Instant, Long> sizes(RetentionPart part) {
        synchronized (lock) {
            return switch (part) {
                case LOGS ->
                    byHour(over(Instant.MAX).map(job -> sized(job, looked.logs().bytes(job.ref()))));
                case ARTIFACTS ->
                    byHour(over(Instant.MAX)
                            .map(job -> sized(job, looked.artifacts().bytes(job.ref()))));
                case JOBS -> byHour(over(Instant.MAX).map(job -> sized(job, 1)));
                case INPUTS ->
                    byHour(looked.inputs()
                            .all()
                            .filter(JobInput::isReady)
                            .map(input -> Map.entry(
                                    looked.inputs().used(input), item(input).bytes())));
                case AUDIT -> byHour(looked.apiKeys().auditedBefore(Instant.MAX).map(item -> Map.entry(item.at(), 1L)));
                case UPLOADS, IDEMPOTENCY_KEYS, ORPHANED_BLOBS -> Map.of();
            };
        }
    }

    private static Map.Entry<Instant, Long> sized(Job job, long amount) {
        return Map.entry(job.state().times().updated(), amount);
    }

    private static Map<Instant, Long> byHour(Stream<Map.Entry<Instant, Long>> amounts) {
        return amounts.filter(entry -> entry.getValue() > 0)
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().truncatedTo(ChronoUnit.HOURS),
                        Collectors.summingLong(Map.Entry::getValue)));
    }
}
