package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Placement;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.spi.executor.RunExit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Circuit breakers for nodes that cannot start programs and for images that a node cannot pull: 1 s to 30 s back-off,
 * one trial run after each. Per grid, in memory. Meanwhile jobs run elsewhere, and those that only this node could run
 * wait. A fault in the access to GPUs quarantines only jobs with that model; an image that cannot be pulled, only jobs
 * with that image, and for at most an hour after its last failure. Thread-safe.
 */
public final class NodeCircuitBreakers {
    private static final System.Logger LOG = System.getLogger(NodeCircuitBreakers.class.getName());
    private static final int MAX_PARTS = 10_000;
    private static final String ANY = "";
    private static final String NO_IMAGE = "";

    private final Object lock = new Object();
    private final InstantSource clock;
    private final BiConsumer<String, String> onFault;
    private final Runnable onRecovery;
    private final Map<Part, NodeCircuitBreaker> breakers = new HashMap<>();
    private final Map<RunKey, Launched> launched = new HashMap<>();
    private long moment;
    // Read without the lock: nearly always no breaker is open.
    private volatile boolean isAnyFaulty;

    /** The key of a breaker: a node, one model of GPU there, or one image there. */
    private record Part(String node, String model, String image) {
        static Stream<Part> all(String node, String model, String image) {
            return Stream.of(new Part(node, ANY, NO_IMAGE), new Part(node, model, NO_IMAGE), new Part(node, ANY, image))
                    .distinct();
        }

        String reason(String words) {
            return "Node '" + node + "'" + what(words) + ": " + words;
        }

        /** The fault, unless the text already names it. */
        private String what(String words) {
            if (image.equals(NO_IMAGE)) {
                return " cannot start programs" + (model.equals(ANY) ? "" : " with a GPU of model " + model);
            }
            return words.contains(image) ? "" : " cannot pull the image " + image;
        }
    }

    private record Launched(Placement place, String image, long moment) {
        Stream<Part> parts() {
            return Part.all(place.node().value(), place.gpu().name(), image);
        }
    }

    /**
     * All breakers closed.
     *
     * @param onFault called with executor and node at each start that fails
     * @param onRecovery called when a node works again
     */
    public NodeCircuitBreakers(InstantSource clock, BiConsumer<String, String> onFault, Runnable onRecovery) {
        this.clock = clock;
        this.onFault = onFault;
        this.onRecovery = onRecovery;
    }

    /** A run was placed; whether it is a trial run. */
    public boolean placed(RunKey run, Placement place, String image) {
        synchronized (lock) {
            Launched given = new Launched(place, image, ++moment);
            launched.put(run, given);
            List<NodeCircuitBreaker> known = known(given.parts());
            known.forEach(breaker -> breaker.placed(run, clock.instant()));
            return known.stream().anyMatch(NodeCircuitBreaker::isTripped);
        }
    }

    /** A run's program has started. */
    public void started(RunKey run) {
        boolean ends = false;
        synchronized (lock) {
            Launched known = launched.get(run);
            if (known == null) {
                return; // resumed from an earlier process: its launch time is unknown, and it proves nothing
            }
            moment++;
            for (NodeCircuitBreaker breaker : known(known.parts())) {
                ends |= breaker.started(run, known.moment(), moment);
            }
            noteWhetherAny();
            if (ends) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "node '" + known.place().node() + "' starts programs again, with " + known.image());
            }
        }
        if (ends) {
            onRecovery.run();
        }
    }

    /**
     * A run's program could not be started.
     *
     * @param exit a node fault, reported by its executor
     * @return whether it is the node's fault: unless certain, false if others have started there since the job failed
     *     there before
     */
    public boolean recordStartFailure(RunKey run, Placement place, RunExit exit) {
        onFault.accept(place.executor(), place.node().value());
        boolean ofGpu = exit.cause().equals(Optional.of(Failure.Cause.GPU_UNAVAILABLE));
        return failed(run, new Part(place.node().value(), ofGpu ? place.gpu().name() : ANY, NO_IMAGE), exit)
                || exit.cause().isEmpty();
    }

    /** A run's image could not be pulled on its node: other runs need not try. */
    public void recordImageFailure(RunKey run, Placement place, String image, RunExit exit) {
        failed(run, new Part(place.node().value(), ANY, image), exit);
    }

    private boolean failed(RunKey run, Part part, RunExit exit) {
        synchronized (lock) {
            Launched known = launched.get(run);
            if (breakers.size() >= MAX_PARTS) {
                // Submits can name any number of images; nodes are limited.
                breakers.entrySet()
                        .removeIf(each -> !each.getValue().isTripped()
                                || !each.getKey().image().equals(NO_IMAGE));
            }
            NodeCircuitBreaker breaker = breakers.computeIfAbsent(
                    part, any -> new NodeCircuitBreaker(!part.image().equals(NO_IMAGE)));
            int before = breaker.failures();
            boolean isOfNode = breaker.failed(
                    run, known == null ? 0 : known.moment(), ++moment, part.reason(exit.summary()), clock.instant());
            noteWhetherAny();
            if (breaker.failures() > before) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        breaker.reason() + " Quarantined until " + breaker.until() + ", then one trial run.");
            }
            return isOfNode;
        }
    }

    /** A run ended, or never began. */
    public void ended(RunKey run) {
        synchronized (lock) {
            Launched known = launched.remove(run);
            if (known != null) {
                known(known.parts()).forEach(breaker -> breaker.ended(run));
            }
        }
    }

    private void noteWhetherAny() {
        if (breakers.isEmpty()) {
            isAnyFaulty = false;
            return;
        }
        Instant now = clock.instant();
        breakers.values().removeIf(breaker -> breaker.isForgotten(now));
        isAnyFaulty = breakers.values().stream().anyMatch(NodeCircuitBreaker::isTripped);
    }

    private List<NodeCircuitBreaker> known(Stream<Part> parts) {
        if (breakers.isEmpty()) {
            return List.of();
        }
        return parts.flatMap(part -> Optional.ofNullable(breakers.get(part)).stream())
                .toList();
    }

    private List<NodeCircuitBreaker> known(Offer offer, String image) {
        return known(Part.all(offer.node(), offer.gpu().name(), image));
    }

    /** Whether any breaker is open. */
    public boolean isAny() {
        return isAnyFaulty;
    }

    /** Why nothing with that image starts on an offer, for people; empty if its breakers are closed. */
    public Optional<String> reason(Offer offer, String image) {
        return reason(Part.all(offer.node(), offer.gpu().name(), image));
    }

    /** Why nothing with that image starts on the node of a placement, for people; empty if its breakers are closed. */
    public Optional<String> reason(Placement place, String image) {
        return reason(Part.all(place.node().value(), place.gpu().name(), image));
    }

    private Optional<String> reason(Stream<Part> parts) {
        if (!isAnyFaulty) {
            return Optional.empty();
        }
        synchronized (lock) {
            return known(parts).stream()
                    .filter(NodeCircuitBreaker::isTripped)
                    .findFirst()
                    .map(NodeCircuitBreaker::reason);
        }
    }

    /** Quarantines, by node. */
    public List<NodeQuarantine> list() {
        synchronized (lock) {
            List<NodeQuarantine> list = new ArrayList<>();
            breakers.forEach((part, breaker) -> {
                if (breaker.isTripped()) {
                    list.add(new NodeQuarantine(
                            part.node(),
                            Optional.of(part.image()).filter(image -> !image.equals(NO_IMAGE)),
                            breaker.failures(),
                            breaker.until(),
                            breaker.reason()));
                }
            });
            list.sort(Comparator.comparing(NodeQuarantine::node).thenComparing(NodeQuarantine::reason));
            return list;
        }
    }

    /**
     * Whether the node starts nothing now. No longer so if no job has tried it for two minutes: then none waits for it,
     * and only the next job can show whether it works again.
     */
    public boolean isOut(String node) {
        Instant now = clock.instant();
        synchronized (lock) {
            return breakers.entrySet().stream()
                    .filter(each -> each.getKey().node().equals(node)
                            && each.getKey().image().equals(NO_IMAGE))
                    .anyMatch(each -> each.getValue().isAwaited(now));
        }
    }

    /** A router for estimates: quarantined offers count as busy. */
    public Router around(Router router) {
        return around(router, NO_IMAGE);
    }

    /** The same for jobs with that image. */
    public Router around(Router router, String image) {
        return (request, snapshot) -> {
            Set<String> faulty = ids(snapshot, offer -> reason(offer, image).isPresent());
            return route(router, request, snapshot, new Blocked(faulty, image));
        };
    }

    /**
     * The routing decision for this job. An offer whose quarantine allows a trial run is used if nothing else is free,
     * or if the trial is overdue.
     */
    public Decision route(Router router, RouteRequest request, Snapshot snapshot, JobRef job, String image) {
        Instant now = clock.instant();
        Set<String> blocked = ids(snapshot, offer -> !all(offer, image, breaker -> breaker.allows(job, now)));
        Set<String> faulty =
                ids(snapshot, offer -> !all(offer, image, breaker -> !breaker.isTripped() || breaker.isOverdue(now)));
        if (blocked.containsAll(faulty)) {
            return route(router, request, snapshot, new Blocked(blocked, image));
        }
        faulty.addAll(blocked);
        Decision elsewhere = without(router, request, snapshot, faulty);
        return elsewhere.outcome() == Outcome.PLACED
                ? elsewhere
                : route(router, request, snapshot, new Blocked(blocked, image));
    }

    /** Whether jobs that did not fail there may run on an offer. */
    public boolean allowsOthers(Offer offer, String image, Instant now) {
        return all(offer, image, breaker -> breaker.allows(now));
    }

    private boolean all(Offer offer, String image, Predicate<NodeCircuitBreaker> holds) {
        synchronized (lock) {
            return known(offer, image).stream().allMatch(holds);
        }
    }

    private Set<String> ids(Snapshot snapshot, Predicate<Offer> which) {
        return isAnyFaulty
                ? snapshot.offers().stream().filter(which).map(Offer::id).collect(Collectors.toSet())
                : Set.of();
    }

    private static Decision without(Router router, RouteRequest request, Snapshot snapshot, Set<String> blocked) {
        return router.withFilter((asked, offer) -> !blocked.contains(offer.id()))
                .route(request, snapshot);
    }

    /** Offers that must not be used for a job with this image. */
    private record Blocked(Set<String> offers, String image) {}

    private Decision route(Router router, RouteRequest request, Snapshot snapshot, Blocked blocked) {
        if (blocked.offers().isEmpty()) {
            return router.route(request, snapshot);
        }
        Decision elsewhere = without(router, request, snapshot, blocked.offers());
        if (elsewhere.outcome() != Outcome.UNSATISFIABLE) {
            return elsewhere;
        }
        // Jobs that only they could run wait for them, and are not refused.
        Instant now = clock.instant();
        Snapshot busy = snapshot;
        for (Offer offer : snapshot.offers()) {
            if (blocked.offers().contains(offer.id())
                    && !all(offer, blocked.image(), breaker -> !breaker.keepsJobsQueued(now))) {
                busy = busy.with(offer.withFree(0));
            }
        }
        return router.route(request, busy);
    }
}
