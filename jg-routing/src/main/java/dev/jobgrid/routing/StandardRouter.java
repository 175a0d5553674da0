package dev.jobgrid.routing;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The router that {@link Router#standard()} describes. Thread-safe. */
final class StandardRouter implements Router {
    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        Inventory inventory = snapshot.inventory();
        ResolvedConstraints constraints = new ResolvedConstraints(request, inventory.dictionary());
        Supplier<Explanation> explanation = () -> Explanation.of(request, snapshot, constraints);
        OfferDictionary dictionary = inventory.dictionary();
        return BestOfferScan.ofFree(inventory, constraints, CostModel.ofFree(request, dictionary), snapshot.scarcity())
                .decision(Outcome.PLACED, explanation)
                .or(() -> BestOfferScan.ofBusy(inventory, constraints, CostModel.ofBusy(request, dictionary))
                        .decision(Outcome.BUSY, explanation))
                .orElseGet(() -> new Decision(
                        Outcome.UNSATISFIABLE, Optional.empty(), constraints.demand(), List.of(), explanation));
    }
}
