package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Placement;
import dev.jobgrid.monitor.SetAside;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.spi.RunExit;
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
 * Nodes that cannot start programs, through faults of their own. Such a node is set aside with growing pauses, from a
 * second to half a minute; after each, one run tries it. Meanwhile jobs go elsewhere, and those that only it could take
 * wait. A fault of the way to its GPUs sets aside only what uses that model. Known to this grid alone, and forgotten when it
 * is closed. Thread-safe.
 */
public final class NodeFaults {
    private static final System.Logger LOG = System.getLogger(NodeFaults.class.getName());
    private static final int MOST_PARTS = 10_000;
    private static final String ANY = "";

    private final Object lock = new Object();
    private final InstantSource clock;
    private final BiConsumer<String, String> onFault;
    private final Runnable onRecovery;
    private final Map<Part, NodeFault> faults = new HashMap<>();
    private final Map<RunKey, Launched> launched = new HashMap<>();
    private long moment;
    // Read without the lock: nearly always nothing is wrong anywhere.
    private volatile boolean isAnyFaulty;

    /** A node, or one model of GPU there. */
    private record Part(String node, String model) {}

    private record Launched(Placement place, long moment) {}

    /**
     * No faults yet.
     *
     * @param onFault called with executor and node at each start that fails
     * @param onRecovery called when a node works again
     */
    public NodeFaults(InstantSource clock, BiConsumer<String, String> onFault, Runnable onRecovery) {
        this.clock = clock;
        this.onFault = onFault;
        this.onRecovery = onRecovery;
    }

    /** A run was given its place; whether it tries a node that is set aside. */
    boolean placed(RunKey run, Placement place) {
        synchronized (lock) {
            launched.put(run, new Launched(place, ++moment));
            List<NodeFault> known = known(place.node().value(), place.gpu().name());
            known.forEach(fault -> fault.placed(run, clock.instant()));
            return known.stream().anyMatch(NodeFault::isFaulty);
        }
    }

    /** A run's program has started. */
    public void started(RunKey run) {
        boolean ends = false;
        synchronized (lock) {
            Launched known = launched.get(run);
            if (known == null) {
                return; // taken up from an earlier life: when it was launched is not known, and it proves nothing
            }
            Placement place = known.place();
            moment++;
            for (NodeFault fault : known(place.node().value(), place.gpu().name())) {
                ends |= fault.started(run, known.moment(), moment);
            }
            noteWhetherAny();
            if (ends) {
                LOG.log(System.Logger.Level.INFO, "node '" + place.node() + "' starts programs again");
            }
        }
        if (ends) {
            onRecovery.run();
        }
    }

    /**
     * A run's program could not be started.
     *
     * @param exit a node's fault, as its executor says
     * @return whether it is the node's: not if others have started there since the job failed there before
     */
    public boolean isOfNode(RunKey run, Placement place, RunExit exit) {
        onFault.accept(place.executor(), place.node().value());
        synchronized (lock) {
            Launched known = launched.get(run);
            boolean ofGpu = exit.cause().equals(Optional.of(Failure.Cause.GPU_UNAVAILABLE));
            Part part = new Part(place.node().value(), ofGpu ? place.gpu().name() : ANY);
            if (faults.size() >= MOST_PARTS) {
                faults.values().removeIf(fault -> !fault.isFaulty());
            }
            NodeFault fault = faults.computeIfAbsent(part, any -> new NodeFault());
            int before = fault.failures();
            boolean isOfNode = fault.failed(
                    run, known == null ? 0 : known.moment(), ++moment, reason(part, exit.summary()), clock.instant());
            noteWhetherAny();
            if (fault.failures() > before) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        fault.reason() + " It is set aside until " + fault.until() + ", then one run tries it.");
            }
            return isOfNode;
        }
    }

    private static String reason(Part part, String words) {
        String what = part.model().equals(ANY) ? "" : " with a GPU of model " + part.model();
        String end = words.endsWith(".") || words.endsWith("…") ? "" : ".";
        return "Node '" + part.node() + "' cannot start programs" + what + ": " + words + end;
    }

    /** A run is over, or was never to be. */
    public void over(RunKey run) {
        synchronized (lock) {
            Launched known = launched.remove(run);
            if (known != null) {
                known(known.place().node().value(), known.place().gpu().name()).forEach(fault -> fault.over(run));
            }
        }
    }

    private void noteWhetherAny() {
        isAnyFaulty = faults.values().stream().anyMatch(NodeFault::isFaulty);
    }

    private List<NodeFault> known(String node, String model) {
        return Stream.of(new Part(node, ANY), new Part(node, model))
                .flatMap(part -> Optional.ofNullable(faults.get(part)).stream())
                .toList();
    }

    /** Whether anything is wrong anywhere. */
    boolean isAny() {
        return isAnyFaulty;
    }

    /** Why nothing starts on an offer, for people; empty if nothing is wrong there. */
    Optional<String> reason(Offer offer) {
        if (!isAnyFaulty) {
            return Optional.empty();
        }
        synchronized (lock) {
            return known(offer.node(), offer.gpu().name()).stream()
                    .filter(NodeFault::isFaulty)
                    .findFirst()
                    .map(NodeFault::reason);
        }
    }

    /** What is set aside, by node. */
    public List<SetAside> list() {
        synchronized (lock) {
            List<SetAside> list = new ArrayList<>();
            faults.forEach((part, fault) -> {
                if (fault.isFaulty()) {
                    list.add(new SetAside(
                            part.node(), Optional.empty(), fault.failures(), fault.until(), fault.reason()));
                }
            });
            list.sort(Comparator.comparing(SetAside::node).thenComparing(SetAside::reason));
            return list;
        }
    }

    /** That router for questions that place nothing: what is set aside is taken to be busy. */
    public Router around(Router router) {
        return (request, snapshot) -> {
            Set<String> faulty = ids(snapshot, offer -> reason(offer).isPresent());
            return route(router, request, snapshot, faulty);
        };
    }

    /**
     * That router's decision about this job. What is set aside and open again is tried if nothing else is free, or if it
     * was not tried for long.
     */
    Decision route(Router router, RouteRequest request, Snapshot snapshot, JobRef job) {
        Instant now = clock.instant();
        Set<String> shut = ids(snapshot, offer -> !all(offer, fault -> fault.isOpen(job, now)));
        Set<String> faulty = ids(snapshot, offer -> !all(offer, fault -> !fault.isFaulty() || fault.isOverdue(now)));
        if (shut.containsAll(faulty)) {
            return route(router, request, snapshot, shut);
        }
        faulty.addAll(shut);
        Decision elsewhere = without(router, request, snapshot, faulty);
        return elsewhere.outcome() == Outcome.PLACED ? elsewhere : route(router, request, snapshot, shut);
    }

    /** Whether jobs that did not fail there may be tried on an offer. */
    boolean isOpenToOthers(Offer offer, Instant now) {
        return all(offer, fault -> fault.isOpen(now));
    }

    private boolean all(Offer offer, Predicate<NodeFault> holds) {
        synchronized (lock) {
            return known(offer.node(), offer.gpu().name()).stream().allMatch(holds);
        }
    }

    private Set<String> ids(Snapshot snapshot, Predicate<Offer> which) {
        return isAnyFaulty
                ? snapshot.offers().stream().filter(which).map(Offer::id).collect(Collectors.toSet())
                : Set.of();
    }

    private static Decision without(Router router, RouteRequest request, Snapshot snapshot, Set<String> shut) {
        return router.withFilter((asked, offer) -> !shut.contains(offer.id())).route(request, snapshot);
    }

    private static Decision route(Router router, RouteRequest request, Snapshot snapshot, Set<String> shut) {
        if (shut.isEmpty()) {
            return router.route(request, snapshot);
        }
        Decision elsewhere = without(router, request, snapshot, shut);
        if (elsewhere.outcome() != Outcome.UNSATISFIABLE) {
            return elsewhere;
        }
        // What only they could take waits for them, and is not refused.
        Snapshot busy = snapshot;
        for (Offer offer : snapshot.offers()) {
            busy = shut.contains(offer.id()) ? busy.with(offer.withFree(0)) : busy;
        }
        return router.route(request, busy);
    }
}
