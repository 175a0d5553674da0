package dev.jobgrid.routing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The constraints of one request, evaluated for each model and region of a dictionary, so that an offer is checked by a
 * few numbers.
 */
final class ResolvedConstraints {
    /** Grades from here on rule an offer out. Large instead of negative, so that a scan needs no separate check. */
    static final int UNFIT = 1 << 4;

    private static final int OUT_OF_REGION = 8;
    private static final int OUT_OF_FAMILY = 4;
    private static final int NOT_FOR_SERVERS = 2;
    private static final int NOT_LIVE = 1;

    private final Decision.Demand demand;
    private final boolean strict;
    private final long rateCapMicros;
    private final long diskBytes;
    private final List<Optional<Reason>> wrongKind;
    private final int[] gpuGrades;
    private final int[] regionGrades;
    private final int managedGrade;

    ResolvedConstraints(RouteRequest request, OfferDictionary dictionary) {
        RoutePreferences preferences = request.preferences();
        int gpus = Math.max(1, request.gpu().gpus());
        demand = new Decision.Demand(gpus, GpuSizing.memoryPerGpu(request.gpu().model(), request.workload(), gpus));
        strict = preferences.regionMode() == RegionMode.STRICT;
        // Dividing the cap instead of multiplying the rate: the same answer, and no price can overflow it.
        rateCapMicros =
                preferences.maxPricePerHour().map(cap -> cap.micros() / gpus).orElse(Long.MAX_VALUE);
        diskBytes = request.gpu().diskBytes().orElse(0);
        boolean reliable = preferences.priority().equals(Optional.of(Priority.HIGH_RELIABILITY));
        managedGrade = reliable ? NOT_LIVE : 0;
        GpuMatcher kind = new GpuMatcher(request.gpu(), dictionary.catalog());
        wrongKind = dictionary.gpus().stream().map(kind::firstFailure).toList();
        gpuGrades = gpuGrades(kind, dictionary.gpus(), reliable);
        regionGrades = regionGrades(preferences.region().filter(r -> !r.isBlank()), dictionary.regions());
    }

    private int[] gpuGrades(GpuMatcher kind, List<GpuProfile> gpus, boolean reliable) {
        int[] grades = new int[gpus.size()];
        for (int i = 0; i < grades.length; i++) {
            GpuModel model = gpus.get(i).model();
            if (wrongKind.get(i).isPresent() || model.memoryBytes() < demand.memoryPerGpuBytes()) {
                grades[i] = UNFIT;
            } else {
                grades[i] = (kind.isPreferred(gpus.get(i)) ? 0 : OUT_OF_FAMILY)
                        + (reliable && model.gpuClass() != GpuClass.DATACENTER ? NOT_FOR_SERVERS : 0);
            }
        }
        return grades;
    }

    private int[] regionGrades(Optional<String> wanted, List<Region> regions) {
        int[] grades = new int[regions.size()];
        Optional<Region> region = wanted.map(Region::of);
        for (int i = 0; i < grades.length; i++) {
            boolean in = region.isEmpty() || region.get().matches(regions.get(i));
            grades[i] = in ? 0 : strict ? UNFIT : OUT_OF_REGION;
        }
        return grades;
    }

    Decision.Demand demand() {
        return demand;
    }

    /**
     * Missed preferences of the offer, the more important one in the higher bit; {@link #UNFIT} and more if it is of
     * the wrong kind, has too little memory or lies outside the strict region.
     */
    int grade(OfferColumns block, int place) {
        return gpuGrades[block.gpu(place)] + regionGrades[block.region(place)] + managedGrade * block.managed(place);
    }

    /** Whether GPUs of this number are of the requested kind and have the memory. */
    boolean fits(int gpu) {
        return gpuGrades[gpu] < UNFIT;
    }

    /** Whether the offer meets price and disk. */
    boolean isWithinLimits(OfferColumns block, int place) {
        return block.rate(place) <= rateCapMicros && block.freeDiskBytes(place) >= diskBytes;
    }

    /** The first check that the offer fails. */
    Optional<Reason> firstFailure(OfferColumns block, int place) {
        Offer offer = block.offer(place);
        Optional<Reason> wrong = wrongKind.get(block.gpu(place));
        if (wrong.isPresent()) {
            return wrong;
        }
        if (offer.gpus().total() < demand.gpus()) {
            return Optional.of(Reason.GPU_COUNT);
        }
        if (offer.gpu().memoryBytes() < demand.memoryPerGpuBytes()) {
            return Optional.of(Reason.GPU_MEMORY);
        }
        if (regionGrades[block.region(place)] == UNFIT) {
            return Optional.of(Reason.REGION);
        }
        if (!isWithinLimits(block, place)) {
            return Optional.of(block.rate(place) > rateCapMicros ? Reason.PRICE : Reason.DISK);
        }
        return offer.gpus().free() < demand.gpus() ? Optional.of(Reason.BUSY) : Optional.empty();
    }

    /** The preferences that the offer misses. */
    List<Relaxation> relaxed(OfferColumns block, int place) {
        int grade = grade(block, place);
        return Stream.of(Relaxation.values())
                .filter(relaxation -> switch (relaxation) {
                    case REGION_PREFERENCE -> (grade & OUT_OF_REGION) != 0;
                    case PREFERRED_GPU_FAMILY -> (grade & OUT_OF_FAMILY) != 0;
                })
                .toList();
    }
}
