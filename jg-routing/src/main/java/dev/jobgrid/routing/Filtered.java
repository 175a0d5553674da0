package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;

/** The router that {@link Router#withFilter} describes. Thread-safe if its parts are. */
final class Filtered implements Router {
    private final Router router;
    private final BiPredicate<RouteRequest, Offer> admits;

    Filtered(Router router, BiPredicate<RouteRequest, Offer> admits) {
        this.router = router;
        this.admits = admits;
    }

    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        List<Offer> refused = snapshot.offers().stream()
                .filter(offer -> !admits.test(request, offer))
                .toList();
        Snapshot left = snapshot;
        for (Offer offer : refused) {
            left = left.without(offer.id());
        }
        Decision decision = router.route(request, left);
        if (refused.isEmpty()) {
            return decision;
        }
        return new Decision(
                decision.outcome(),
                decision.chosen(),
                decision.demand(),
                decision.relaxed(),
                () -> explanation(request, decision, refused, snapshot));
    }

    // An offer that does not fit anyway keeps the reason from the request.
    private static Explanation explanation(
            RouteRequest request, Decision decision, List<Offer> refused, Snapshot snapshot) {
        List<Rejection> rejections = new ArrayList<>(decision.rejections());
        Inventory inventory = Inventory.of(refused, snapshot.inventory().dictionary());
        ResolvedConstraints constraints = new ResolvedConstraints(request, inventory.dictionary());
        RejectionText text = new RejectionText(request, constraints.demand());
        for (int at = 0; at < inventory.blocks(); at++) {
            OfferColumns block = inventory.block(at);
            for (int i = 0; i < block.size(); i++) {
                Reason reason = constraints
                        .firstFailure(block, i)
                        .filter(first -> first != Reason.BUSY)
                        .orElse(Reason.EXCLUDED);
                rejections.add(text.reject(block.offer(i), reason));
            }
        }
        rejections.sort(Comparator.comparing(rejection -> rejection.offer().id()));
        return new Explanation(decision.outranked(), rejections);
    }
}
