package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The router that {@link Router#standard()} describes. Thread-safe. */
final class StandardRouter implements Router {
    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        Inventory inventory = snapshot.inventory();
        Terms terms = new Terms(request, inventory);
        Wording wording = new Wording(request, terms.demand());
        TradeOff tradeOff = TradeOff.of(request.preferences());
        List<Contender> free = new ArrayList<>();
        List<Contender> busy = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        for (int i = 0; i < inventory.offers().size(); i++) {
            Optional<Reason> failure = terms.firstFailure(i);
            if (failure.isPresent()) {
                rejections.add(wording.reject(inventory.offers().get(i), failure.get()));
            }
            if (failure.isEmpty() || failure.get() == Reason.BUSY) {
                Contender contender = Contender.of(i, inventory, terms, request.preferences(), tradeOff);
                (failure.isEmpty() ? free : busy).add(contender);
            }
        }
        return free.isEmpty()
                ? waiting(inventory, terms, busy, rejections)
                : placed(inventory, terms, free, rejections);
    }

    private static Decision placed(Inventory inventory, Terms terms, List<Contender> free, List<Rejection> rejections) {
        free.sort(Contender.BEST_FREE);
        List<Offer> order =
                free.stream().map(c -> inventory.offers().get(c.index())).toList();
        return new Decision(
                Outcome.PLACED,
                Optional.of(order.get(0)),
                terms.demand(),
                terms.relaxed(free.get(0).index()),
                order.subList(1, order.size()),
                rejections);
    }

    private static Decision waiting(
            Inventory inventory, Terms terms, List<Contender> busy, List<Rejection> rejections) {
        if (busy.isEmpty()) {
            return new Decision(
                    Outcome.UNSATISFIABLE, Optional.empty(), terms.demand(), List.of(), List.of(), rejections);
        }
        int best = Collections.min(busy, Contender.BEST_BUSY).index();
        return new Decision(
                Outcome.BUSY,
                Optional.of(inventory.offers().get(best)),
                terms.demand(),
                terms.relaxed(best),
                List.of(),
                rejections);
    }
}
