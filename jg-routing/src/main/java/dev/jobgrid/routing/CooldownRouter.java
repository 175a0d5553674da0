package dev.jobgrid.routing;

import java.time.Instant;

/** The router that {@link Router#avoiding} describes. Thread-safe if its part is. */
final class CooldownRouter implements Router {
    private final Router router;
    private final Router withoutThem;

    CooldownRouter(Router router, Cooldowns cooldowns, Instant now) {
        this.router = router;
        withoutThem = router.withFilter((request, offer) -> !cooldowns.isCoolingDown(offer, now));
    }

    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        Decision decision = withoutThem.route(request, snapshot);
        if (decision.outcome() != Outcome.UNSATISFIABLE) {
            return decision;
        }
        Decision later = router.route(request, snapshot);
        // A cooldown ends: the request waits for the offer and is not refused.
        return later.outcome() == Outcome.UNSATISFIABLE
                ? decision
                : new Decision(
                        Outcome.BUSY,
                        later.chosen(),
                        decision.demand(),
                        later.relaxed(),
                        () -> new Explanation(decision.outranked(), decision.rejections()));
    }
}
