package dev.jobgrid.testkit.routing;

import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuSizing;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.OptimizeFor;
import dev.jobgrid.routing.Priority;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Region;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Timing;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A slow and simple reference implementation of routing: compares each offer and each pair separately, without
 * preparation.
 */
final class ReferenceRouter {
    private static final GpuCatalog CATALOG = GpuCatalog.builtIn();

    private final RouteRequest request;
    private final RoutePreferences preferences;
    private final int gpus;

    ReferenceRouter(RouteRequest request) {
        this.request = request;
        preferences = request.preferences();
        gpus = request.gpu().gpus();
    }

    long memoryPerGpu() {
        return GpuSizing.memoryPerGpu(request.gpu().model(), request.workload(), gpus);
    }

    /** The first check in the order of the reasons that the offer does not pass. */
    Optional<Reason> firstFailure(Offer offer) {
        return Stream.of(Reason.values()).filter(reason -> fails(reason, offer)).findFirst();
    }

    /** The preferences that the offer misses. */
    List<Relaxation> missed(Offer offer) {
        return Stream.of(Relaxation.values()).filter(r -> misses(r, offer)).toList();
    }

    /** The offers, best first. */
    List<Offer> bestFirst(List<Offer> offers) {
        List<Offer> left = new ArrayList<>(offers);
        List<Offer> order = new ArrayList<>();
        while (!left.isEmpty()) {
            Offer best = left.stream()
                    .filter(one ->
                            left.stream().allMatch(other -> other.id().equals(one.id()) || compare(one, other) < 0))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("none is better than all the others: " + left));
            order.add(best);
            left.remove(best);
        }
        return order;
    }

    private boolean fails(Reason reason, Offer offer) {
        return switch (reason) {
            case VENDOR ->
                request.gpu()
                        .vendor()
                        .filter(v -> !CATALOG.isOfVendor(v, offer.gpu()))
                        .isPresent();
            case GPU_TYPE ->
                request.gpu()
                        .type()
                        .filter(t -> !CATALOG.covers(t, offer.gpu()))
                        .isPresent();
            case GPU_CLASS ->
                request.gpu()
                        .gpuClass()
                        .filter(c -> c != offer.gpu().gpuClass())
                        .isPresent();
            case GPU_FAMILY ->
                request.gpu().families().avoided().stream().anyMatch(family -> CATALOG.isOfFamily(family, offer.gpu()));
            case GPU_COUNT -> offer.gpus().total() < gpus;
            case GPU_MEMORY -> offer.gpu().memoryBytes() < memoryPerGpu();
            case REGION -> preferences.regionMode() == RegionMode.STRICT && isElsewhere(offer);
            case PRICE ->
                preferences
                        .maxPricePerHour()
                        .filter(cap -> offer.hourlyRate(gpus).compareTo(cap) > 0)
                        .isPresent();
            case DISK -> offer.freeDiskBytes() < request.gpu().diskBytes().orElse(0);
            case EXCLUDED -> false;
            case BUSY -> offer.gpus().free() < gpus;
        };
    }

    private boolean misses(Relaxation relaxation, Offer offer) {
        return switch (relaxation) {
            case REGION_PREFERENCE -> isElsewhere(offer);
            case PREFERRED_GPU_FAMILY ->
                request.gpu()
                        .families()
                        .preferred()
                        .filter(family -> !CATALOG.isOfFamily(family, offer.gpu()))
                        .isPresent();
        };
    }

    private boolean isElsewhere(Offer offer) {
        return preferences
                .region()
                .filter(r -> !Region.of(r).matches(Region.of(offer.region())))
                .isPresent();
    }

    /** Negative if the first offer is better for the request. */
    int compare(Offer a, Offer b) {
        boolean reliable = preferences.priority().equals(Optional.of(Priority.HIGH_RELIABILITY));
        int[] verdicts = {
            Boolean.compare(misses(Relaxation.REGION_PREFERENCE, a), misses(Relaxation.REGION_PREFERENCE, b)),
            Boolean.compare(misses(Relaxation.PREFERRED_GPU_FAMILY, a), misses(Relaxation.PREFERRED_GPU_FAMILY, b)),
            reliable ? Boolean.compare(isConsumer(a), isConsumer(b)) : 0,
            reliable ? Boolean.compare(isManaged(a), isManaged(b)) : 0,
            compareValue(a, b),
            cost(a).compareTo(cost(b)),
            completion(a).compareTo(completion(b)),
            Boolean.compare(isManaged(a), isManaged(b)),
            a.gpus().free() < gpus
                    ? Integer.compare(b.gpus().free(), a.gpus().free())
                    : Integer.compare(a.gpus().free(), b.gpus().free()),
            a.id().compareTo(b.id()),
        };
        return Stream.iterate(0, i -> i + 1)
                .limit(verdicts.length)
                .map(i -> verdicts[i])
                .filter(v -> v != 0)
                .findFirst()
                .orElse(0);
    }

    /** The hourly price of one of its GPUs, times the expected run time there in milliseconds. */
    BigInteger cost(Offer offer) {
        return rate(offer).multiply(runtime(offer));
    }

    /** Milliseconds until the request is expected to be done there. */
    BigInteger completion(Offer offer) {
        Timing.OnGpu known = onGpu(offer);
        Duration wait = offer.gpus().free() < gpus ? known.queue() : known.start();
        return runtime(offer).add(BigInteger.valueOf(wait.plus(offer.start()).toMillis()));
    }

    private int compareValue(Offer a, Offer b) {
        return switch (aim()) {
            case COST -> cost(a).compareTo(cost(b));
            case SPEED -> completion(a).compareTo(completion(b));
            case BALANCED -> Integer.compare(weighed(a), weighed(b));
        };
    }

    // A lower cost times completion is better, each to the power of its weight, in steps of a quarter of a percent.
    private int weighed(Offer offer) {
        return weight(preferences.costPriority()) * (magnitude(rate(offer)) + magnitude(runtime(offer)))
                + weight(preferences.latencyPriority()) * magnitude(completion(offer));
    }

    private static int magnitude(BigInteger number) {
        return number.signum() == 0 ? -1_048_576 : number.pow(256).bitLength() - 1;
    }

    private BigInteger runtime(Offer offer) {
        int speed = CATALOG.speed(offer.gpu(), request.workload());
        return onGpu(offer)
                .runtime()
                .map(known -> BigInteger.valueOf(known.toMillis()))
                .orElseGet(() -> BigInteger.valueOf(request.timing().runtime().toMillis())
                        .multiply(BigInteger.valueOf(1_000))
                        .divide(BigInteger.valueOf(speed)));
    }

    private Timing.OnGpu onGpu(Offer offer) {
        return request.timing().onGpus().getOrDefault(offer.gpu().name(), Timing.OnGpu.UNKNOWN);
    }

    private static BigInteger rate(Offer offer) {
        return BigInteger.valueOf(offer.gpuHourlyRate().micros());
    }

    private static int weight(Optional<Level> level) {
        return switch (level.orElse(Level.BALANCED)) {
            case LOW -> 1;
            case BALANCED -> 2;
            case HIGH -> 4;
        };
    }

    private OptimizeFor aim() {
        Optional<OptimizeFor> byPriority = preferences.priority().map(priority -> switch (priority) {
            case LOW_COST -> OptimizeFor.COST;
            case LOW_LATENCY -> OptimizeFor.SPEED;
            case BALANCED, HIGH_RELIABILITY -> OptimizeFor.BALANCED;
        });
        return preferences.optimizeFor().or(() -> byPriority).orElse(OptimizeFor.BALANCED);
    }

    private static boolean isConsumer(Offer offer) {
        return offer.gpu().gpuClass() == GpuClass.CONSUMER;
    }

    private static boolean isManaged(Offer offer) {
        return offer.source() == OfferSource.MANAGED;
    }
}
