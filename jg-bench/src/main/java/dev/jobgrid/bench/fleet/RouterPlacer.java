package dev.jobgrid.bench.fleet;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Outlook;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Places by the standard router. All models have the same price and speed, so that only the placement tells. */
final class RouterPlacer implements Placer {
    private final Router router = Router.standard();
    private Snapshot snapshot;

    RouterPlacer(FleetTrace trace) {
        List<Offer> offers = new ArrayList<>();
        for (FleetNode node : trace.nodes()) {
            offers.add(offer(offers.size(), node));
        }
        Map<RouteRequest, Long> kinds = new LinkedHashMap<>();
        trace.jobs().forEach(job -> kinds.merge(request(job), 1L, Long::sum));
        snapshot = new Snapshot(offers)
                .expecting(new Outlook(kinds.entrySet().stream()
                        .map(kind -> new Outlook.Expected(kind.getKey(), kind.getValue()))
                        .toList()));
    }

    @Override
    public OptionalInt place(FleetJob job, Fleet fleet) {
        Decision decision = router.route(request(job), snapshot);
        if (decision.outcome() != Outcome.PLACED) {
            return OptionalInt.empty();
        }
        Offer chosen = decision.chosen().orElseThrow();
        snapshot = snapshot.with(chosen.withFree(chosen.gpus().free() - job.gpus()));
        return OptionalInt.of(Integer.parseInt(chosen.node()));
    }

    private static Offer offer(int at, FleetNode node) {
        return new Offer(
                String.format("%08d", at),
                OfferSource.LIVE,
                Integer.toString(at),
                new GpuModel(named(node.model()), "trace", "trace", GpuClass.DATACENTER, 24L << 30),
                new GpuCapacity(node.gpus(), node.gpus()),
                "",
                Usd.ZERO,
                0,
                true);
    }

    private static RouteRequest request(FleetJob job) {
        GpuRequest.Builder gpu = GpuRequest.builder().count(job.gpus());
        if (!job.models().isEmpty()) {
            gpu.type(job.models().stream().map(RouterPlacer::named).collect(Collectors.joining("|")));
        }
        return new RouteRequest(WorkloadType.BATCH, gpu.build(), RoutePreferences.NONE);
    }

    // A name that no catalog knows: the trace's "T4" is to be as fast and dear as its "V100".
    private static String named(String model) {
        return "Traced-" + model;
    }
}
