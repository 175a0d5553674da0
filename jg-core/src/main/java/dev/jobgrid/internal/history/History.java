package dev.jobgrid.internal.history;

import dev.jobgrid.estimate.DurationHistogram;
import dev.jobgrid.estimate.DurationRange;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.store.HistoryKey;
import dev.jobgrid.spi.store.HistoryStore;
import dev.jobgrid.spi.store.HistoryStore.Measured;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Durations of similar jobs. Read at most every few seconds, so that a submit seldom reads the store, and written as
 * seldom. Stepped by one thread; the rest is thread-safe.
 */
public final class History implements Loop, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(History.class.getName());
    /** The number of similar jobs from which on history is preferred to defaults. */
    private static final int ENOUGH = 5;

    /** The share of similar jobs in the range. The future is never quite like the past, so more than eight of ten. */
    private static final double SHARE = 0.95;

    static final Duration CACHE_TTL = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final Duration TIDIED_EVERY = Duration.ofHours(1);
    private static final int MAX_CACHED = 10_000;
    private static final int MAX_WRITTEN = 10_000;

    /** The row of each group is rewritten each time, however many jobs ended; nobody reads it sooner. */
    private static final Duration WRITTEN_EVERY = CACHE_TTL;

    private final HistoryStore store;
    private final InstantSource clock;
    private final CountDownLatch closing;
    private final Map<List<HistoryKey>, Found> found = new ConcurrentHashMap<>();
    private final Map<WorkspaceId, Instant> tidied = new ConcurrentHashMap<>();
    private final QuotedAvailability quoted = new QuotedAvailability();
    private final ConcurrentLinkedQueue<Measured> ended = new ConcurrentLinkedQueue<>();
    private Optional<Instant> written = Optional.empty();

    private record Found(Optional<DurationRange> span, Instant at) {}

    /**
     * The history in this store.
     *
     * @param closing ends the steps
     */
    public History(HistoryStore store, InstantSource clock, CountDownLatch closing) {
        this.store = store;
        this.clock = clock;
        this.closing = closing;
    }

    /** The range of nearly all similar jobs, by the first of the keys that has enough of them. */
    Optional<DurationRange> range(List<HistoryKey> keys) {
        Instant now = clock.instant();
        Found known = found.get(keys);
        if (known != null
                && !now.isBefore(known.at())
                && now.isBefore(known.at().plus(CACHE_TTL))) {
            return known.span();
        }
        Optional<DurationRange> span = read(keys);
        if (found.size() >= MAX_CACHED) {
            found.clear();
        }
        found.put(keys, new Found(span, now));
        return span;
    }

    private Optional<DurationRange> read(List<HistoryKey> keys) {
        Map<HistoryKey, DurationHistogram> sketches = enough(keys);
        return keys.stream()
                .filter(sketches::containsKey)
                .findFirst()
                .map(key -> sketches.getOrDefault(key, DurationHistogram.EMPTY).middle(SHARE));
    }

    /** The median of those groups that have enough jobs. Reads the store. */
    Map<HistoryKey, Duration> usual(List<HistoryKey> keys) {
        return enough(keys).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, kind -> kind.getValue().median()));
    }

    private Map<HistoryKey, DurationHistogram> enough(List<HistoryKey> keys) {
        try {
            return store.find(keys).entrySet().stream()
                    .filter(kind -> kind.getValue().count() >= ENOUGH)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "history could not be read; estimates go by the defaults", e);
            return Map.of();
        }
    }

    /** Records whether an accepted job was quoted free capacity. */
    void promised(JobRef job, Outcome outcome) {
        quoted.make(job, outcome);
    }

    /** Adds an ended job, stored with the next write. Jobs not yet written at a crash are lost. */
    public void remember(Job job) {
        ended.addAll(SimilarityKeys.measured(job, quoted.take(job.ref())));
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        if (isDue()) {
            written = Optional.of(clock.instant());
            writeAll();
            return true;
        }
        return !closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean isDue() {
        Instant now = clock.instant();
        return !ended.isEmpty()
                && written.map(at -> now.isBefore(at) || !now.isBefore(at.plus(WRITTEN_EVERY)))
                        .orElse(true);
    }

    /** Writes the rest. Call it after the last step. */
    @Override
    public void close() {
        writeAll();
    }

    private void writeAll() {
        try {
            while (!ended.isEmpty()) {
                write();
            }
        } catch (RuntimeException e) {
            // The jobs are not affected; only estimates do not learn from them.
            LOG.log(System.Logger.Level.WARNING, "history of ended jobs could not be stored", e);
        }
    }

    private void write() {
        List<Measured> measured = new ArrayList<>();
        Set<WorkspaceId> workspaces = new HashSet<>();
        for (Measured one = ended.poll(); one != null; one = measured.size() < MAX_WRITTEN ? ended.poll() : null) {
            measured.add(one);
            workspaces.add(one.key().workspace());
        }
        store.add(measured);
        workspaces.forEach(this::tidy);
    }

    private void tidy(WorkspaceId workspace) {
        Instant now = clock.instant();
        Instant last = tidied.get(workspace);
        if (last == null || now.isBefore(last) || !now.isBefore(last.plus(TIDIED_EVERY))) {
            if (tidied.size() >= MAX_CACHED) {
                tidied.clear();
            }
            tidied.put(workspace, now);
            store.forget(workspace, now.minus(KEPT));
        }
    }
}
