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
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Routes one request slowly and plainly: each offer by itself, each pair by itself, nothing prepared. */
final class Oracle {
    private static final GpuCatalog CATALOG = GpuCatalog.builtIn();

    private final RouteRequest request;
    private final RoutePreferences preferences;
    private final int gpus;

    Oracle(RouteRequest request) {
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

    /** The offers, each better than all that follow. */
    List<Offer> bestFirst(List<Offer> offers) {
        List<Offer> left = new ArrayList<>(offers);
        List<Offer> order = new ArrayList<>();
        while (!left.isEmpty()) {
            Offer best = left.stream()
                    .filter(one -> left.stream().allMatch(other -> other == one || compare(one, other) < 0))
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

    private int compare(Offer a, Offer b) {
        boolean reliable = preferences.priority().equals(Optional.of(Priority.HIGH_RELIABILITY));
        int[] verdicts = {
            Boolean.compare(misses(Relaxation.REGION_PREFERENCE, a), misses(Relaxation.REGION_PREFERENCE, b)),
            Boolean.compare(misses(Relaxation.PREFERRED_GPU_FAMILY, a), misses(Relaxation.PREFERRED_GPU_FAMILY, b)),
            reliable ? Boolean.compare(isConsumer(a), isConsumer(b)) : 0,
            reliable ? Boolean.compare(isManaged(a), isManaged(b)) : 0,
            compareValue(a, b),
            a.gpuHourlyRate().compareTo(b.gpuHourlyRate()),
            Integer.compare(CATALOG.speed(b.gpu()), CATALOG.speed(a.gpu())),
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

    // A lower price over speed is better, each to the power of its weight.
    private int compareValue(Offer a, Offer b) {
        int costWeight = weight(OptimizeFor.COST, preferences.costPriority());
        int speedWeight = weight(OptimizeFor.SPEED, preferences.latencyPriority());
        BigInteger left = cost(a, costWeight).multiply(speed(b, speedWeight));
        BigInteger right = cost(b, costWeight).multiply(speed(a, speedWeight));
        return left.compareTo(right);
    }

    private int weight(OptimizeFor side, Optional<Level> level) {
        OptimizeFor aim = aim();
        if (aim != OptimizeFor.BALANCED) {
            return aim == side ? 1 : 0;
        }
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

    private static BigInteger cost(Offer offer, int weight) {
        return BigInteger.valueOf(offer.gpuHourlyRate().micros()).pow(weight);
    }

    private static BigInteger speed(Offer offer, int weight) {
        return BigInteger.valueOf(CATALOG.speed(offer.gpu())).pow(weight);
    }

    private static boolean isConsumer(Offer offer) {
        return offer.gpu().gpuClass() == GpuClass.CONSUMER;
    }

    private static boolean isManaged(Offer offer) {
        return offer.source() == OfferSource.MANAGED;
    }
}
