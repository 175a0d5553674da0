package dev.jobgrid.routing;

import java.util.List;
import java.util.Optional;

final class StandardRouter implements Router {
    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        return new Decision(
                Outcome.UNSATISFIABLE,
                Optional.empty(),
                new Decision.Demand(request.gpu().gpus(), 0),
                List.of(),
                List.of(),
                List.of());
    }
}
