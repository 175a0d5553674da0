package dev.jobgrid.routing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Weighted counts of past requests by kind, recent ones weigh more. Holds at most {@value #MAX_KINDS} kinds, and drops
 * the rarest for a new one. Immutable.
 */
public final class ArrivalRates {
    /** No arrivals. */
    public static final ArrivalRates NONE = new ArrivalRates(Map.of(), 0);

    private static final int MAX_KINDS = 128;
    private static final long ONE = 64;
    private static final long FULL = 4096 * ONE;

    private final Map<RouteRequest, Long> weights;
    private final long total;

    private ArrivalRates(Map<RouteRequest, Long> weights, long total) {
        this.weights = weights;
        this.total = total;
    }

    /**
     * The initial expectation: each model of the offers is occasionally requested by name. So rare models are kept free
     * until it shows that nobody requests them.
     */
    public static ArrivalRates before(Snapshot snapshot) {
        Map<RouteRequest, Long> weights = new HashMap<>();
        for (GpuProfile gpu : snapshot.inventory().dictionary().gpus()) {
            if (weights.size() < MAX_KINDS / 2) {
                GpuRequest named = GpuRequest.builder()
                        .count(1)
                        .type(gpu.model().name())
                        .vendor(gpu.model().vendor())
                        .build();
                weights.put(kind(new RouteRequest(WorkloadType.BATCH, named, RoutePreferences.NONE)), 3 * ONE);
            }
        }
        return new ArrivalRates(weights, 3 * ONE * weights.size());
    }

    /** With one more arrival. After some thousands all earlier ones are halved. */
    public ArrivalRates plus(RouteRequest request) {
        RouteRequest kind = kind(request);
        Map<RouteRequest, Long> changed = new HashMap<>(weights);
        if (changed.size() >= MAX_KINDS && !changed.containsKey(kind)) {
            rarest(changed).ifPresent(changed::remove);
        }
        changed.merge(kind, ONE, Long::sum);
        if (total + ONE < FULL) {
            return new ArrivalRates(changed, total + ONE);
        }
        changed.replaceAll((of, weight) -> weight / 2);
        changed.values().removeIf(weight -> weight == 0);
        return new ArrivalRates(
                changed, changed.values().stream().mapToLong(Long::longValue).sum());
    }

    /** The forecast from these. */
    public DemandForecast forecast() {
        return forecast(Map.of());
    }

    /**
     * The forecast from queued requests and these.
     *
     * @param queued requests, with the number of each kind
     */
    public DemandForecast forecast(Map<RouteRequest, Long> queued) {
        Map<RouteRequest, Long> times = new HashMap<>(weights);
        queued.forEach((request, many) -> times.merge(kind(request), many * ONE, Long::sum));
        return new DemandForecast(times.entrySet().stream()
                .sorted(Map.Entry.<RouteRequest, Long>comparingByValue().reversed())
                .limit(MAX_KINDS)
                .map(kind -> new DemandForecast.Expected(kind.getKey(), kind.getValue()))
                .toList());
    }

    private static Optional<RouteRequest> rarest(Map<RouteRequest, Long> weights) {
        return weights.entrySet().stream().min(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    // Only fields that a forecast uses, so that other preferences create no kinds of their own.
    private static RouteRequest kind(RouteRequest request) {
        GpuRequest gpu = request.gpu();
        GpuRequest asked = new GpuRequest(
                true,
                gpu.model(),
                OptionalInt.of(gpu.gpus()),
                gpu.type(),
                gpu.vendor(),
                gpu.gpuClass(),
                new GpuRequest.Families(Optional.empty(), gpu.families().avoided()),
                OptionalLong.empty());
        return new RouteRequest(request.workload(), asked, RoutePreferences.NONE);
    }
}
