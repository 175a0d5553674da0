package dev.jobgrid.internal.capacity;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.spi.store.Instance;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The images of nodes. A node that pulls none accepts only jobs whose image it has, so that a job whose image no node
 * has waits; among otherwise equal offers, one whose node has the image is preferred, since a program starts sooner
 * there. Immutable.
 */
final class NodeImages {
    static final NodeImages NONE = new NodeImages(List.of());

    private static final String HUB = "docker.io/";
    private static final String OFFICIAL = "library/";
    private static final Pattern TAG_BEFORE_DIGEST = Pattern.compile(":[^/:@]+@");

    private final Map<String, Set<String>> owners = new HashMap<>();
    private final Set<String> fetchNone = new HashSet<>();

    NodeImages(List<Instance.Node> nodes) {
        for (Instance.Node node : nodes) {
            String id = node.node().id().value();
            node.node()
                    .images()
                    .forEach(image -> owners.computeIfAbsent(name(image), any -> new HashSet<>())
                            .add(id));
            if (node.node().onlyThoseImages()) {
                fetchNone.add(id);
            }
        }
    }

    /** The full name of an image, from any short form. */
    private static String name(String image) {
        String name = image.startsWith(HUB) ? image.substring(HUB.length()) : image;
        name = name.startsWith(OFFICIAL) ? name.substring(OFFICIAL.length()) : name;
        if (name.contains("@")) {
            return TAG_BEFORE_DIGEST.matcher(name).replaceFirst("@");
        }
        return name.lastIndexOf(':') > name.lastIndexOf('/') ? name : name + ":latest";
    }

    /** A router for jobs with this image. */
    Router around(Router router, String image) {
        if (owners.isEmpty() && fetchNone.isEmpty()) {
            return router;
        }
        Set<String> having = owners.getOrDefault(name(image), Set.of());
        Router able = fetchNone.isEmpty()
                ? router
                : router.withFilter(
                        (asked, offer) -> having.contains(offer.node()) || !fetchNone.contains(offer.node()));
        return (request, snapshot) -> sooner(able.route(request, snapshot), request, snapshot, having);
    }

    private static Decision sooner(Decision decision, RouteRequest request, Snapshot snapshot, Set<String> having) {
        if (decision.outcome() != Outcome.PLACED || having.isEmpty()) {
            return decision;
        }
        Offer chosen = decision.chosen().orElseThrow();
        if (having.contains(chosen.node())) {
            return decision;
        }
        Optional<Offer> sooner = snapshot.offers().stream()
                .filter(offer -> having.contains(offer.node()) && isEqual(offer, chosen))
                .filter(offer -> offer.gpus().free() >= decision.demand().gpus())
                .filter(offer ->
                        offer.freeDiskBytes() >= request.gpu().diskBytes().orElse(0))
                .min(Comparator.comparingInt((Offer offer) -> offer.gpus().free())
                        .thenComparing(Offer::id));
        return sooner.map(decision::choosing).orElse(decision);
    }

    private static boolean isEqual(Offer offer, Offer chosen) {
        return offer.gpu().equals(chosen.gpu())
                && offer.source() == chosen.source()
                && offer.gpuHourlyRate().equals(chosen.gpuHourlyRate())
                && offer.region().equals(chosen.region())
                && offer.simulated() == chosen.simulated()
                && offer.start().equals(chosen.start());
    }
}
