package dev.jobgrid.routing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One request held against each model and region of an inventory, so that an offer is judged by a few numbers. */
final class Terms {
    private final Inventory inventory;
    private final Decision.Demand demand;
    private final boolean strict;
    private final long rateCapMicros;
    private final long diskBytes;
    private final List<Optional<Reason>> wrongKind;
    private final boolean[] inFamily;
    private final boolean[] inRegion;

    Terms(RouteRequest request, Inventory inventory) {
        this.inventory = inventory;
        int gpus = Math.max(1, request.gpu().gpus());
        demand = new Decision.Demand(gpus, GpuSizing.memoryPerGpu(request.gpu().model(), request.workload(), gpus));
        strict = request.preferences().regionMode() == RegionMode.STRICT;
        // Dividing the cap instead of multiplying the rate: the same answer, and no price can overflow it.
        rateCapMicros = request.preferences()
                .maxPricePerHour()
                .map(cap -> cap.micros() / gpus)
                .orElse(Long.MAX_VALUE);
        diskBytes = request.gpu().diskBytes().orElse(0);
        Kind kind = new Kind(request.gpu());
        wrongKind = inventory.gpus().stream().map(kind::firstFailure).toList();
        inFamily = kind.inPreferredFamily(inventory.gpus());
        inRegion = inRegion(request.preferences().region().filter(r -> !r.isBlank()), inventory.regions());
    }

    Decision.Demand demand() {
        return demand;
    }

    /** The first check that the offer fails. */
    Optional<Reason> firstFailure(int index) {
        Offer offer = inventory.offers().get(index);
        Optional<Reason> wrong = wrongKind.get(inventory.gpuOf(index));
        if (wrong.isPresent()) {
            return wrong;
        }
        if (offer.gpus().total() < demand.gpus()) {
            return Optional.of(Reason.GPU_COUNT);
        }
        if (offer.gpu().memoryBytes() < demand.memoryPerGpuBytes()) {
            return Optional.of(Reason.GPU_MEMORY);
        }
        if (strict && !isInRegion(index)) {
            return Optional.of(Reason.REGION);
        }
        if (offer.gpuHourlyRate().micros() > rateCapMicros) {
            return Optional.of(Reason.PRICE);
        }
        if (offer.freeDiskBytes() < diskBytes) {
            return Optional.of(Reason.DISK);
        }
        return offer.gpus().free() < demand.gpus() ? Optional.of(Reason.BUSY) : Optional.empty();
    }

    /** Whether the offer lies where the client wants it; true if it does not care. */
    boolean isInRegion(int index) {
        return inRegion[inventory.regionOf(index)];
    }

    /** Whether the offer is of the family that the client prefers; true if it does not care. */
    boolean isInFamily(int index) {
        return inFamily[inventory.gpuOf(index)];
    }

    /** The preferences that the offer misses. */
    List<Relaxation> relaxed(int index) {
        return Stream.of(Relaxation.values())
                .filter(relaxation -> switch (relaxation) {
                    case REGION_PREFERENCE -> !isInRegion(index);
                    case PREFERRED_GPU_FAMILY -> !isInFamily(index);
                })
                .toList();
    }

    private static boolean[] inRegion(Optional<String> wanted, List<Region> regions) {
        boolean[] in = new boolean[regions.size()];
        Optional<Region> region = wanted.map(Region::of);
        for (int i = 0; i < in.length; i++) {
            in[i] = region.isEmpty() || region.get().matches(regions.get(i));
        }
        return in;
    }
}
