package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongBiFunction;

/** The router that {@link Router#withScore} describes. Thread-safe if its parts are. */
final class Scored implements Router {
    private final Router router;
    private final ToLongBiFunction<RouteRequest, Offer> score;

    Scored(Router router, ToLongBiFunction<RouteRequest, Offer> score) {
        this.router = router;
        this.score = score;
    }

    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        Decision decision = router.route(request, snapshot);
        if (decision.outcome() != Outcome.PLACED || decision.outranked().isEmpty()) {
            return decision;
        }
        List<Offer> order = new ArrayList<>();
        decision.chosen().ifPresent(order::add);
        order.addAll(decision.outranked());
        // The sort is stable, so offers with equal scores keep the router's order.
        order.sort(Comparator.comparingLong(offer -> score.applyAsLong(request, offer)));
        Offer best = order.get(0);
        return new Decision(
                Outcome.PLACED,
                Optional.of(best),
                decision.demand(),
                relaxed(request, best, snapshot),
                order.subList(1, order.size()),
                decision.rejections());
    }

    private static List<Relaxation> relaxed(RouteRequest request, Offer offer, Snapshot snapshot) {
        Inventory alone = Inventory.of(List.of(offer), snapshot.inventory().dictionary());
        return new ResolvedConstraints(request, alone.dictionary()).relaxed(alone.block(0), 0);
    }
}
