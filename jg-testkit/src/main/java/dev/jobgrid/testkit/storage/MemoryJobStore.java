package dev.jobgrid.testkit.storage;

import dev.jobgrid.credits.Shortfall;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.QueueKey;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.JobQuery.Cursor;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.spi.store.RetentionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Jobs and their events; writes what belongs to them into the ledger, the outbox and the holds. Thread-safe. */
final class MemoryJobStore implements JobStore {
    private static final Comparator<Cursor> OLDEST_FIRST = Comparator.comparing(Cursor::created)
            .thenComparing(cursor -> cursor.id().value());

    private static final Comparator<Lane> BY_LANE =
            Comparator.comparing((Lane lane) -> lane.workspace().value()).thenComparing(Lane::shape);
    private static final Comparator<Waiting> BY_TURN = Comparator.comparing(Waiting::turn)
            .thenComparing(waiting -> waiting.id().value());

    private final Object lock;
    // In the order of creation, in which a list of them is nearly sorted.
    private final Map<JobRef, Stored> jobs = new LinkedHashMap<>();
    private final NavigableMap<Lane, NavigableMap<Waiting, Job>> queue = new TreeMap<>(BY_LANE);
    private final Map<KeyRef, UsedKey> keys = new HashMap<>();
    private final Beside beside;

    /** Other stores in the same transactions, and their notifications. */
    record Beside(
            MemoryLedger ledger, MemoryCallbackOutbox outbox, MemoryHoldStore holds, MemoryInstanceStore instances) {}

    MemoryJobStore(Object lock, Beside beside) {
        this.lock = lock;
        this.beside = beside;
        beside.outbox().appliesBy(this::apply);
        beside.holds().changesBy(this::apply);
    }

    private record KeyRef(WorkspaceId workspace, String key) {}

    private record Waiting(Instant turn, JobId id) {}

    private record UsedKey(JobRef job, Instant expires) {}

    private record Stored(Job job, List<JobEvent> events) {
        Stored after(Transition transition) {
            List<JobEvent> all = new ArrayList<>(events);
            all.addAll(transition.events());
            return new Stored(job.with(transition.after().state()), List.copyOf(all));
        }
    }

    @Override
    public List<Creation> create(List<NewJob> news) {
        List<Creation> creations;
        synchronized (lock) {
            creations = held(news, answers(news, found(news)));
            for (int i = 0; i < news.size(); i++) {
                if (creations.get(i).found() == Found.CREATED) {
                    store(news.get(i));
                }
            }
        }
        if (!news.stream().allMatch(NewJob::isPlaced)) {
            beside.instances().workStored();
        }
        return creations;
    }

    /** Allocates the devices of new jobs that are placed; all of them, or none of the list is stored. */
    private List<Creation> held(List<NewJob> news, List<Creation> creations) {
        List<Job> placed = IntStream.range(0, news.size())
                .filter(i -> creations.get(i).found() == Found.CREATED)
                .filter(i -> news.get(i).isPlaced())
                .mapToObj(i -> news.get(i).job())
                .toList();
        return beside.holds()
                .holdAll(placed)
                .map(late -> creations.stream()
                        .map(creation -> refused(creation, late))
                        .toList())
                .orElse(creations);
    }

    private static Creation refused(Creation creation, Job late) {
        if (creation.found() != Found.CREATED) {
            return creation;
        }
        return creation.job().equals(late) ? new Creation(late, Found.DEVICE_HELD) : Creation.leftOut(creation.job());
    }

    /** The result for each job if the list as a whole is accepted. */
    private List<Creation> found(List<NewJob> news) {
        Map<JobRef, Job> byId = new HashMap<>();
        Map<KeyRef, Job> byKey = new HashMap<>();
        List<Creation> found = new ArrayList<>();
        for (NewJob fresh : news) {
            JobRef ref = fresh.job().ref();
            Optional<KeyRef> key = key(fresh);
            Creation creation = byKey(fresh)
                    .or(() -> key.flatMap(used -> Optional.ofNullable(byKey.get(used))))
                    .map(job -> new Creation(job, Found.SAME_KEY))
                    .or(() -> find(ref)
                            .or(() -> Optional.ofNullable(byId.get(ref)))
                            .map(job -> new Creation(job, Found.SAME_ID)))
                    .orElseGet(() -> new Creation(fresh.job(), Found.CREATED));
            if (creation.found() == Found.CREATED) {
                byId.put(ref, fresh.job());
                key.ifPresent(used -> byKey.put(used, fresh.job()));
            }
            found.add(creation);
        }
        return found;
    }

    private static Optional<KeyRef> key(NewJob fresh) {
        return fresh.idempotency().map(used -> new KeyRef(fresh.job().ref().workspace(), used.key()));
    }

    private Optional<Job> byKey(NewJob fresh) {
        return fresh.idempotency().flatMap(key -> findByKey(fresh.job().ref().workspace(), key.key(), key.now()));
    }

    private List<Creation> answers(List<NewJob> news, List<Creation> found) {
        boolean isAnyTaken =
                news.size() > 1 && IntStream.range(0, news.size()).anyMatch(i -> isAnothers(news.get(i), found.get(i)));
        if (isAnyTaken) {
            return IntStream.range(0, news.size())
                    .mapToObj(i -> leftOut(news.get(i), found.get(i)))
                    .toList();
        }
        return shortfall(found)
                .map(missing -> news.stream()
                        .map(fresh -> Creation.unfunded(fresh.job(), missing))
                        .toList())
                .orElse(found);
    }

    private static boolean isAnothers(NewJob fresh, Creation found) {
        return !found.job().spec().equals(fresh.job().spec());
    }

    private Creation leftOut(NewJob fresh, Creation found) {
        boolean isThere = find(found.job().ref()).isPresent();
        return isThere || isAnothers(fresh, found) ? found : Creation.leftOut(fresh.job());
    }

    /** The credits that the new jobs lack. */
    private Optional<Shortfall> shortfall(List<Creation> found) {
        Map<WorkspaceId, Long> needed = new HashMap<>();
        found.stream()
                .filter(creation -> creation.found() == Found.CREATED)
                .map(Creation::job)
                .forEach(job -> job.state()
                        .cost()
                        .held()
                        .ifPresent(held -> needed.merge(job.ref().workspace(), held.micros(), Math::addExact)));
        return needed.entrySet().stream()
                .map(entry -> new Shortfall(
                        beside.ledger().position(entry.getKey()).balance().available(), new Usd(entry.getValue())))
                .filter(missing -> missing.available().compareTo(missing.needed()) < 0)
                .findFirst();
    }

    private void store(NewJob fresh) {
        JobRef ref = fresh.job().ref();
        put(ref, new Stored(fresh.job(), fresh.events()));
        fresh.idempotency()
                .ifPresent(key -> keys.put(new KeyRef(ref.workspace(), key.key()), new UsedKey(ref, key.expires())));
        beside.ledger().hold(fresh);
    }

    @Override
    public boolean apply(Transition transition) {
        boolean applied = isStored(transition);
        if (applied) {
            signal(transition);
        }
        return applied;
    }

    @Override
    public List<Boolean> applyAll(List<Transition> transitions) {
        Map<JobRef, Transition> refused = new HashMap<>();
        List<Boolean> applied = new ArrayList<>();
        for (Transition transition : transitions) {
            Transition before = refused.get(transition.before().ref());
            boolean hasNoBase = before != null
                    && before.after().state().version()
                            == transition.before().state().version();
            boolean isStored = !hasNoBase && apply(transition);
            if (!isStored) {
                refused.put(transition.before().ref(), transition);
            }
            applied.add(isStored);
        }
        return applied;
    }

    private boolean isStored(Transition transition) {
        JobRef ref = transition.before().ref();
        synchronized (lock) {
            Stored stored = jobs.get(ref);
            long version = transition.before().state().version();
            if (stored == null
                    || stored.job().state().version() != version
                    || !beside.holds().change(transition)) {
                return false;
            }
            put(ref, stored.after(transition));
            transition.callback().ifPresent(beside.outbox()::add);
            transition.settlement().ifPresent(settlement -> beside.ledger().settle(transition.after(), settlement));
            return true;
        }
    }

    private void signal(Transition transition) {
        Job after = transition.after();
        if (after.status() == JobStatus.QUEUED && transition.before().status() != JobStatus.QUEUED) {
            beside.instances().workStored();
        }
        if (transition.concernsOwner()) {
            after.attempt().owner().ifPresent(owner -> beside.instances().changed(after.ref(), owner));
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
                    .flatMap(used -> find(used.job()))
                    .filter(job -> !job.isUnplacedPlan());
        }
    }

    @Override
    public List<Job> list(JobQuery query) {
        return all().filter(job -> job.ref().workspace().equals(query.workspace()))
                .filter(job ->
                        query.status().map(status -> status == job.status()).orElse(true))
                .filter(job -> query.since()
                        .map(since -> !job.state().times().created().isBefore(since))
                        .orElse(true))
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
    public List<QueuedLane> queued(QueueQuery query) {
        synchronized (lock) {
            List<QueuedLane> lanes = new ArrayList<>();
            for (Map.Entry<Lane, NavigableMap<Waiting, Job>> lane :
                    query.from().map(this::lanesFrom).orElse(queue).entrySet()) {
                List<Job> head = head(lane.getValue(), query);
                if (!head.isEmpty()) {
                    lanes.add(new QueuedLane(lane.getKey(), head, head.size() == query.perLane()));
                }
                if (lanes.size() == query.lanes()) {
                    break;
                }
            }
            return lanes;
        }
    }

    private NavigableMap<Lane, NavigableMap<Waiting, Job>> lanesFrom(QueueQuery.From from) {
        if (from.job().isPresent()) {
            return laneFrom(from.job().get());
        }
        return queue.subMap(new Lane(from.workspace(), from.shape().orElse("")), true, behind(from.workspace()), false);
    }

    private NavigableMap<Lane, NavigableMap<Waiting, Job>> laneFrom(Job job) {
        Lane lane = new Lane(job.ref().workspace(), job.turn().shape());
        NavigableMap<Lane, NavigableMap<Waiting, Job>> found = new TreeMap<>(queue.comparator());
        NavigableMap<Waiting, Job> jobsOfLane = queue.get(lane);
        if (jobsOfLane != null) {
            found.put(lane, jobsOfLane.tailMap(new Waiting(job.turn().at(), job.id()), true));
        }
        return found;
    }

    @Override
    public List<WorkspaceId> waiting(Optional<WorkspaceId> after, int max) {
        List<WorkspaceId> found = new ArrayList<>();
        synchronized (lock) {
            Optional<Lane> next = first(after.map(workspace -> queue.tailMap(behind(workspace), true))
                    .orElse(queue));
            while (next.isPresent() && found.size() < max) {
                WorkspaceId workspace = next.get().workspace();
                found.add(workspace);
                next = first(queue.tailMap(behind(workspace), true));
            }
        }
        return found;
    }

    private static Optional<Lane> first(NavigableMap<Lane, ?> lanes) {
        return lanes.isEmpty() ? Optional.empty() : Optional.of(lanes.firstKey());
    }

    /** Behind all lanes of a workspace: shapes are hex digits. */
    private static Lane behind(WorkspaceId workspace) {
        return new Lane(workspace, "g");
    }

    private static List<Job> head(NavigableMap<Waiting, Job> lane, QueueQuery query) {
        return lane.values().stream()
                .filter(job -> job.attempt()
                                .notBefore()
                                .map(at -> !at.isAfter(query.dueBy()))
                                .orElse(true)
                        || job.state()
                                .times()
                                .queued()
                                .map(at -> at.isAfter(query.latest()))
                                .orElse(false))
                .limit(query.perLane())
                .map(Job::abridged)
                .toList();
    }

    private void put(JobRef ref, Stored stored) {
        jobs.put(ref, stored);
        Job job = stored.job();
        QueueKey turn = job.turn();
        Lane lane = new Lane(ref.workspace(), turn.shape());
        Waiting place = new Waiting(turn.at(), ref.id());
        if (job.status() == JobStatus.QUEUED) {
            queue.computeIfAbsent(lane, any -> new TreeMap<>(BY_TURN)).put(place, job);
        } else if (queue.containsKey(lane)) {
            queue.get(lane).remove(place);
            if (queue.get(lane).isEmpty()) {
                queue.remove(lane);
            }
        }
    }

    @Override
    public List<Job> active() {
        return all().filter(job -> job.status().isActive())
                .sorted(Comparator.comparing(MemoryJobStore::place, OLDEST_FIRST))
                .map(Job::abridged)
                .toList();
    }

    /** Removes an ended job with its credit hold. */
    void remove(JobRef ref) {
        synchronized (lock) {
            jobs.remove(ref);
            beside.ledger().forget(ref);
        }
    }

    Stream<RetentionStore.Item> keysBefore(Instant before) {
        synchronized (lock) {
            return keys.entrySet().stream()
                    .filter(entry -> entry.getValue().expires().isBefore(before))
                    .map(entry -> new RetentionStore.Item(
                            entry.getKey().workspace(),
                            entry.getKey().key(),
                            entry.getValue().expires(),
                            0))
                    .toList()
                    .stream();
        }
    }

    void forgetKey(WorkspaceId workspace, String key) {
        synchronized (lock) {
            keys.remove(new KeyRef(workspace, key));
        }
    }

    Stream<Job> all() {
        synchronized (lock) {
            return jobs.values().stream().map(Stored::job).toList().stream();
        }
    }
}
