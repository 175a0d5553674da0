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
        return Choice.ofFree(inventory, terms, snapshot.scarcity())
                .decision(Outcome.PLACED, explanation)
                .or(() -> Choice.ofBusy(inventory, terms).decision(Outcome.BUSY, explanation))
                .orElseGet(() ->
                        new Decision(Outcome.UNSATISFIABLE, Optional.empty(), terms.demand(), List.of(), explanation));
    }
}
