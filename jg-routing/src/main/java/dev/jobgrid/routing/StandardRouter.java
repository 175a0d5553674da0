package dev.jobgrid.routing;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The router that {@link Router#standard()} describes. Thread-safe. */
final class StandardRouter implements Router {
    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        Inventory inventory = snapshot.inventory();
        Terms terms = new Terms(request, inventory.legend());
        Supplier<Explanation> explanation = () -> Explanation.of(request, snapshot, terms);
        Legend legend = inventory.legend();
        return Choice.ofFree(inventory, terms, Reckoning.ofFree(request, legend), snapshot.scarcity())
                .decision(Outcome.PLACED, explanation)
                .or(() -> Choice.ofBusy(inventory, terms, Reckoning.ofBusy(request, legend))
                        .decision(Outcome.BUSY, explanation))
                .orElseGet(() ->
                        new Decision(Outcome.UNSATISFIABLE, Optional.empty(), terms.demand(), List.of(), explanation));
    }
}
