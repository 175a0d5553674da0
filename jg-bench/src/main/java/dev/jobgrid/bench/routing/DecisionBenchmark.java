package dev.jobgrid.bench.routing;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OptimizeFor;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of one routing decision and of one changed node, on fleets of growing size, for several kinds of requests in
 * turn.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBenchmark {
    private static final List<RouteRequest> REQUESTS = List.of(
            request(WorkloadType.BATCH, GpuRequest.builder().required(true), RoutePreferences.builder()),
            request(
                    WorkloadType.INFERENCE,
                    GpuRequest.builder().model(ModelSize.ofGigabytes(14)),
                    RoutePreferences.builder().optimizeFor(OptimizeFor.COST)),
            request(
                    WorkloadType.INFERENCE,
                    GpuRequest.builder().type("h100").count(2),
                    RoutePreferences.builder().region("us-east", RegionMode.PREFER)),
            request(
                    WorkloadType.FINE_TUNING,
                    GpuRequest.builder().model(ModelSize.ofGigabytes(26)).count(8),
                    RoutePreferences.builder()
                            .optimizeFor(OptimizeFor.SPEED)
                            .region("eu", RegionMode.STRICT)
                            .maxPricePerHour(Usd.ofDollars(20))));

    /** Live nodes and managed profiles of the fleet. */
    @Param({"1213+0", "5000+10000", "100000+0"})
    public String fleet = "";

    private final Router router = Router.standard();
    private Snapshot snapshot = Snapshot.EMPTY;
    private List<Offer> offers = List.of();
    private int turn;

    private static RouteRequest request(
            WorkloadType workload, GpuRequest.Builder gpu, RoutePreferences.Builder preferences) {
        return new RouteRequest(workload, gpu.build(), preferences.build());
    }

    /** Generates the fleet. */
    @Setup
    public void draw() {
        String[] sizes = fleet.split("\\+");
        snapshot = Fleets.of(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]));
        offers = snapshot.offers();
    }

    /** The next of four requests: anything, the cheapest, a named model, the fastest within limits. */
    @Benchmark
    public Decision decide() {
        return router.route(REQUESTS.get(turn++ & 3), snapshot);
    }

    /** The same, with the full list of outranked and rejected offers. */
    @Benchmark
    public int explain() {
        return router.route(REQUESTS.get(turn++ & 3), snapshot).rejections().size();
    }

    /** Changes the number of free GPUs of the next node. */
    @Benchmark
    public Snapshot change() {
        Offer offer = offers.get(Math.floorMod(turn++ * 7919, offers.size()));
        snapshot =
                snapshot.with(offer.withFree(offer.gpus().total() - offer.gpus().free()));
        return snapshot;
    }
}
