package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.JobQuery.Cursor;
import dev.jobgrid.spi.Creation;
import dev.jobgrid.spi.Creation.Found;
import dev.jobgrid.spi.JobStore;
import dev.jobgrid.spi.NewJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Jobs and their events; writes what belongs to them into the ledger and the outbox. Thread-safe. */
final class MemoryJobStore implements JobStore {
    private static final Comparator<Cursor> OLDEST_FIRST = Comparator.comparing(Cursor::created)
            .thenComparing(cursor -> cursor.id().value());

    private final Object lock;
    private final Map<JobRef, Stored> jobs = new HashMap<>();
    private final Map<KeyRef, UsedKey> keys = new HashMap<>();
    private final MemoryLedger ledger;
    private final MemoryCallbackOutbox outbox;

    MemoryJobStore(Object lock, MemoryLedger ledger, MemoryCallbackOutbox outbox) {
        this.lock = lock;
        this.ledger = ledger;
        this.outbox = outbox;
        outbox.tells(this::apply);
    }

    private record KeyRef(WorkspaceId workspace, String key) {}

    private record UsedKey(JobRef job, Instant expires) {}

    private record Stored(Job job, List<JobEvent> events) {
        Stored after(Transition transition) {
            List<JobEvent> all = new ArrayList<>(events);
            all.addAll(transition.events());
            return new Stored(transition.after(), List.copyOf(all));
        }
    }

    @Override
    public List<Creation> create(List<NewJob> news) {
        synchronized (lock) {
            return news.stream().map(this::create).toList();
        }
    }

    private Creation create(NewJob fresh) {
        JobRef ref = fresh.job().ref();
        Optional<Job> sameKey = fresh.idempotency().flatMap(key -> findByKey(ref.workspace(), key.key(), key.now()));
        if (sameKey.isPresent()) {
            return new Creation(sameKey.get(), Found.SAME_KEY);
        }
        Stored sameId = jobs.get(ref);
        if (sameId != null) {
            return new Creation(sameId.job(), Found.SAME_ID);
        }
        jobs.put(ref, new Stored(fresh.job(), fresh.events()));
        fresh.idempotency()
                .ifPresent(key -> keys.put(new KeyRef(ref.workspace(), key.key()), new UsedKey(ref, key.expires())));
        ledger.hold(ref, fresh.reservation());
        return new Creation(fresh.job(), Found.CREATED);
    }

    @Override
    public boolean apply(Transition transition) {
        JobRef ref = transition.before().ref();
        synchronized (lock) {
            Stored stored = jobs.get(ref);
            long version = transition.before().state().version();
            if (stored == null || stored.job().state().version() != version) {
                return false;
            }
            jobs.put(ref, stored.after(transition));
            transition.callback().ifPresent(outbox::add);
            transition.settlement().ifPresent(settlement -> ledger.settle(ref, settlement));
            return true;
        }
    }

    @Override
    public Optional<Job> find(JobRef ref) {
        synchronized (lock) {
            return Optional.ofNullable(jobs.get(ref)).map(Stored::job);
        }
    }

    @Override
    public Optional<Job> findByKey(WorkspaceId workspace, String key, Instant now) {
        synchronized (lock) {
            return Optional.ofNullable(keys.get(new KeyRef(workspace, key)))
                    .filter(used -> now.isBefore(used.expires()))
                    .flatMap(used -> find(used.job()));
        }
    }

    @Override
    public List<Job> list(JobQuery query) {
        return all().filter(job -> job.ref().workspace().equals(query.workspace()))
                .filter(job ->
                        query.status().map(status -> status == job.status()).orElse(true))
                .filter(job -> query.after()
                        .map(after -> OLDEST_FIRST.compare(place(job), after) < 0)
                        .orElse(true))
                .sorted(Comparator.comparing(MemoryJobStore::place, OLDEST_FIRST.reversed()))
                .limit(query.limit())
                .toList();
    }

    private static Cursor place(Job job) {
        return new Cursor(job.state().times().created(), job.id());
    }

    @Override
    public List<JobEvent> events(JobRef ref, long afterSequence, int limit) {
        List<JobEvent> events;
        synchronized (lock) {
            Stored stored = jobs.get(ref);
            events = stored == null ? List.of() : stored.events();
        }
        return events.stream()
                .filter(event -> event.sequence() > afterSequence)
                .limit(limit)
                .toList();
    }

    @Override
    public List<Job> queued(Instant now, int limit) {
        return all().filter(job -> job.status() == JobStatus.QUEUED)
                .filter(job ->
                        job.attempt().notBefore().map(at -> !at.isAfter(now)).orElse(true))
                .sorted(Comparator.comparing(
                                (Job job) -> job.state().times().queued().orElse(Instant.MIN))
                        .thenComparing(MemoryJobStore::place, OLDEST_FIRST))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Job> active() {
        return all().filter(job -> job.status().isActive())
                .sorted(Comparator.comparing(MemoryJobStore::place, OLDEST_FIRST))
                .toList();
    }

    Stream<Job> all() {
        synchronized (lock) {
            return jobs.values().stream().map(Stored::job).toList().stream();
        }
    }
}
