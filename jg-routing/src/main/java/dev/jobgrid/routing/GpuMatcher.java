package dev.jobgrid.routing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Matches models against the kind of GPU of a request. */
final class GpuMatcher {
    private static final List<Reason> CHECKS =
            List.of(Reason.VENDOR, Reason.GPU_TYPE, Reason.GPU_CLASS, Reason.GPU_FAMILY);

    private final GpuCatalog catalog;
    private final Optional<String> vendorKey;
    private final List<GpuName> types;
    private final Optional<GpuClass> gpuClass;
    private final Optional<Family> preferred;
    private final List<Family> avoided;

    private record Family(GpuName name, String key) {
        private static Family of(String text) {
            return new Family(GpuName.parse(text), GpuCatalog.familyKey(text));
        }
    }

    GpuMatcher(GpuRequest request, GpuCatalog catalog) {
        this.catalog = catalog;
        vendorKey = request.vendor().map(GpuCatalog::vendorKey);
        types = request.type().stream()
                .flatMap(type -> Stream.of(type.split("\\|")))
                .map(GpuName::parse)
                .toList();
        gpuClass = request.gpuClass();
        preferred = request.families().preferred().map(Family::of);
        avoided = request.families().avoided().stream().map(Family::of).toList();
    }

    /** The first check of the model that it fails. */
    Optional<Reason> firstFailure(GpuProfile gpu) {
        for (Reason reason : CHECKS) {
            if (fails(reason, gpu)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    /** Whether the model is of the preferred family; true if none is preferred. */
    boolean isPreferred(GpuProfile gpu) {
        return preferred.isEmpty() || isOf(preferred.get(), gpu);
    }

    private boolean fails(Reason reason, GpuProfile gpu) {
        return switch (reason) {
            case VENDOR -> vendorKey.isPresent() && !vendorKey.get().equals(gpu.vendorKey());
            case GPU_TYPE -> !types.isEmpty() && types.stream().noneMatch(type -> catalog.isOf(type, gpu));
            case GPU_CLASS ->
                gpuClass.isPresent() && gpuClass.get() != gpu.model().gpuClass();
            case GPU_FAMILY -> avoided.stream().anyMatch(family -> isOf(family, gpu));
            case GPU_COUNT, GPU_MEMORY, REGION, PRICE, DISK, EXCLUDED, BUSY -> false;
        };
    }

    private boolean isOf(Family family, GpuProfile gpu) {
        return catalog.isOfFamily(family.name(), family.key(), gpu);
    }
}
