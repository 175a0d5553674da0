package dev.jobgrid.bench.routing;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.WorkloadType;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Places 100,000 jobs one after another on 5,000 nodes, of which half of the GPUs are free; each leaves after 2,000 others. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
public class PlacementBenchmark {
    private static final int JOBS = 100_000;
    private static final int STAY = 2_000;
    private static final List<RouteRequest> REQUESTS = List.of(request(1), request(1), request(2), request(8));

    private record Held(String offer, int gpus) {}

    private static RouteRequest request(int gpus) {
        return new RouteRequest(
                WorkloadType.BATCH, GpuRequest.builder().count(gpus).build(), RoutePreferences.NONE);
    }

    /** Allocates and frees all of them; returns how many were placed. */
    @Benchmark
    public int place() {
        Router router = Router.standard();
        Snapshot snapshot = Fleets.of(5_000, 0);
        Map<String, Offer> offers = new HashMap<>();
        snapshot.offers().forEach(offer -> offers.put(offer.id(), offer));
        ArrayDeque<Held> held = new ArrayDeque<>();
        int placed = 0;
        for (int i = 0; i < JOBS; i++) {
            RouteRequest request = REQUESTS.get(i & 3);
            Decision decision = router.route(request, snapshot);
            if (decision.outcome() == Outcome.PLACED) {
                Offer chosen = decision.chosen().orElseThrow();
                snapshot = changed(snapshot, offers, chosen.id(), -request.gpu().gpus());
                held.add(new Held(chosen.id(), request.gpu().gpus()));
                placed++;
            }
            if (held.size() > STAY) {
                Held first = held.remove();
                snapshot = changed(snapshot, offers, first.offer(), first.gpus());
            }
        }
        return placed;
    }

    private static Snapshot changed(Snapshot snapshot, Map<String, Offer> offers, String id, int more) {
        Offer offer = Objects.requireNonNull(offers.get(id), id);
        Offer changed = offer.withFree(offer.gpus().free() + more);
        offers.put(id, changed);
        return snapshot.with(changed);
    }
}
