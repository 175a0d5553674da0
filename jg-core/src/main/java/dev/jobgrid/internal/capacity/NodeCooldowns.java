package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Failure;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.routing.Cooldowns;
import dev.jobgrid.routing.Cooldowns.Cooldown;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Nodes on which runs failed recently through no fault of their jobs. Routing avoids them for a time given by
 * {@link Cooldowns}, where other nodes fit. Per grid, in memory. Thread-safe.
 */
public final class NodeCooldowns {
    private static final int MAX_NODES = 10_000;

    private static final System.Logger LOG = System.getLogger(NodeCooldowns.class.getName());

    private final Map<String, Failed> byNode = new ConcurrentHashMap<>();

    private record Failed(Cooldown cooldown, Failure.Cause cause) {
        Failed again(Failure.Cause next, Instant now) {
            return new Failed(new Cooldown(cooldown.failures() + 1, now), next);
        }

        Optional<NodeQuarantine> quarantine(String node) {
            return cooldown.until(OfferSource.LIVE)
                    .map(until -> new NodeQuarantine(node, Optional.empty(), cooldown.failures(), until, reason(node)));
        }

        private String reason(String node) {
            return "Node '" + node + "' failed " + cooldown.failures() + " runs in a row, the last with the cause "
                    + cause.name().toLowerCase(Locale.ROOT) + ".";
        }
    }

    /** No failures. */
    public NodeCooldowns() {}

    /** Records how a run ended there: by a fault of the node or its engine, or otherwise. */
    public void ended(NodeName node, Optional<Failure.Cause> cause, Instant now) {
        if (cause.filter(NodeCooldowns::isOfNode).isEmpty()) {
            byNode.remove(node.value());
            return;
        }
        if (byNode.size() >= MAX_NODES) {
            byNode.clear();
        }
        Failed failed = byNode.merge(
                node.value(), new Failed(new Cooldown(1, now), cause.get()), (old, one) -> old.again(one.cause(), now));
        failed.quarantine(node.value())
                .ifPresent(aside -> LOG.log(
                        System.Logger.Level.WARNING,
                        aside.reason() + " Avoided until " + aside.until() + " where another node fits."));
    }

    /** The nodes avoided at this moment. */
    public List<NodeQuarantine> list(Instant now) {
        return byNode.entrySet().stream()
                .flatMap(entry -> entry.getValue().quarantine(entry.getKey()).stream())
                .filter(aside -> now.isBefore(aside.until()))
                .toList();
    }

    private static boolean isOfNode(Failure.Cause cause) {
        return switch (cause) {
            case WORKER_LOST, INTERNAL, GPU_UNAVAILABLE, DISK_FULL -> true;
            case NON_ZERO_EXIT,
                    KILLED_BY_SIGNAL,
                    OUT_OF_MEMORY,
                    OUT_OF_DISK,
                    TIMED_OUT,
                    IMAGE_NOT_FOUND,
                    IMAGE_UNAUTHORIZED,
                    IMAGE_UNAVAILABLE,
                    IMAGE_WRONG_ARCHITECTURE,
                    COMMAND_NOT_FOUND,
                    INPUT_UNAVAILABLE,
                    ARTIFACT_MISSING,
                    ARTIFACT_TOO_LARGE,
                    ARTIFACT_STORE_FULL,
                    UNPLACEABLE -> false;
        };
    }

    /** A router that avoids nodes with recent failures. */
    public Router around(Router router, InstantSource clock) {
        return (request, snapshot) -> route(router, request, snapshot, clock.instant());
    }

    private Decision route(Router router, RouteRequest request, Snapshot snapshot, Instant now) {
        if (byNode.isEmpty()) {
            return router.route(request, snapshot);
        }
        Map<String, Cooldown> byOffer = new HashMap<>();
        for (Offer offer : snapshot.offers()) {
            Failed failed = byNode.get(offer.node());
            if (failed != null) {
                byOffer.put(offer.id(), failed.cooldown());
            }
        }
        Cooldowns cooldowns = new Cooldowns(byOffer);
        Decision avoiding = router.withFilter((asked, offer) -> !cooldowns.isCoolingDown(offer, now))
                .route(request, snapshot);
        // A job that only such a node could ever run is still placed there: its retries are few and far between.
        return avoiding.outcome() == Outcome.UNSATISFIABLE ? router.route(request, snapshot) : avoiding;
    }
}
