package dev.jobgrid.routing;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The router that {@link Router#standard()} describes. Thread-safe. */
final class StandardRouter implements Router {
    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        Inventory inventory = snapshot.inventory();
        ResolvedConstraints terms = new ResolvedConstraints(request, inventory.legend());
        Supplier<Explanation> explanation = () -> Explanation.of(request, snapshot, terms);
        OfferDictionary legend = inventory.legend();
        return BestOfferScan.ofFree(inventory, terms, CostModel.ofFree(request, legend), snapshot.scarcity())
                .decision(Outcome.PLACED, explanation)
                .or(() -> BestOfferScan.ofBusy(inventory, terms, CostModel.ofBusy(request, legend))
                        .decision(Outcome.BUSY, explanation))
                .orElseGet(() ->
                        new Decision(Outcome.UNSATISFIABLE, Optional.empty(), terms.demand(), List.of(), explanation));
    }
}
