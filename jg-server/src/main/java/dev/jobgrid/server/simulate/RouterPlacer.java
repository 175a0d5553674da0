package dev.jobgrid.server.simulate;

import dev.jobgrid.routing.ArrivalRates;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.DemandForecast;
import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Places by the standard router. All models have the same price and speed, so that only the placement tells. */
final class RouterPlacer implements Placer {
    // Often enough to learn; what changes between two looks is little.
    private static final int LOOK_EVERY = 16;

    private final Router router = Router.standard();
    private final Map<Wish, RouteRequest> requests = new HashMap<>();
    private final Offer[] offers;
    private final boolean learns;
    private ArrivalRates arrivals = ArrivalRates.NONE;
    private int sinceLook = LOOK_EVERY;
    private Snapshot snapshot;

    private record Wish(int gpus, Set<String> models) {}

    private RouterPlacer(FleetTrace trace, boolean learns) {
        this.learns = learns;
        offers = new Offer[trace.nodes().size()];
        for (int at = 0; at < offers.length; at++) {
            offers[at] = offer(at, trace.nodes().get(at));
        }
        snapshot = new Snapshot(List.of(offers));
    }

    static Placer learning(FleetTrace trace) {
        RouterPlacer placer = new RouterPlacer(trace, true);
        placer.arrivals = ArrivalRates.before(placer.snapshot);
        return placer;
    }

    static Placer withForecast(FleetTrace trace) {
        RouterPlacer placer = new RouterPlacer(trace, false);
        Map<RouteRequest, Long> kinds = new LinkedHashMap<>();
        trace.jobs().forEach(job -> kinds.merge(placer.request(job), 1L, Long::sum));
        placer.snapshot = placer.snapshot.expecting(new DemandForecast(kinds.entrySet().stream()
                .map(kind -> new DemandForecast.Expected(kind.getKey(), kind.getValue()))
                .toList()));
        return placer;
    }

    @Override
    public OptionalInt place(FleetJob job, SimulatedFleet fleet) {
        RouteRequest request = request(job);
        if (learns) {
            learn(request);
        }
        Snapshot left = snapshot;
        Decision decision = router.route(request, left);
        while (decision.outcome() == Outcome.PLACED) {
            Offer chosen = decision.chosen().orElseThrow();
            int at = Integer.parseInt(chosen.node());
            if (fleet.hosts(job, at)) {
                change(at, chosen.gpus().free() - job.gpus());
                return OptionalInt.of(at);
            }
            // The router knows nothing of processors; it is asked for the next best.
            left = left.without(chosen.id());
            decision = router.route(request, left);
        }
        return OptionalInt.empty();
    }

    @Override
    public void left(FleetJob job, int at) {
        change(at, offers[at].gpus().free() + job.gpus());
    }

    private void change(int at, int free) {
        offers[at] = offers[at].withFree(free);
        snapshot = snapshot.with(offers[at]);
    }

    private void learn(RouteRequest request) {
        arrivals = arrivals.plus(request);
        sinceLook++;
        if (sinceLook >= LOOK_EVERY) {
            sinceLook = 0;
            snapshot = snapshot.expecting(arrivals.forecast());
        }
    }

    private static Offer offer(int at, TraceNode node) {
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

    private RouteRequest request(FleetJob job) {
        return requests.computeIfAbsent(new Wish(job.gpus(), job.models()), RouterPlacer::request);
    }

    private static RouteRequest request(Wish wish) {
        GpuRequest.Builder gpu = GpuRequest.builder().count(wish.gpus());
        if (!wish.models().isEmpty()) {
            gpu.type(wish.models().stream().map(RouterPlacer::named).collect(Collectors.joining("|")));
        }
        return new RouteRequest(WorkloadType.BATCH, gpu.build(), RoutePreferences.NONE);
    }

    // A name that no catalog knows: the trace's "T4" is to be as fast and dear as its "V100".
    private static String named(String model) {
        return "Traced-" + model;
    }
}
