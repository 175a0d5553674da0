package dev.jobgrid.testkit.routing;

import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Usd;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A way to relax a request. */
enum Loosening {
    ANY_VENDOR,
    ANY_TYPE,
    ANY_CLASS,
    NO_FAMILY_AVOIDED,
    NO_MODEL,
    REGION_ONLY_PREFERRED,
    TWICE_THE_CAP,
    NO_CAP,
    LESS_DISK;

    RouteRequest of(RouteRequest request) {
        return new RouteRequest(request.workload(), of(request.gpu()), of(request.preferences()), request.timing());
    }

    private GpuRequest of(GpuRequest gpu) {
        return new GpuRequest(
                gpu.required(),
                this == NO_MODEL ? ModelSize.UNKNOWN : gpu.model(),
                gpu.count(),
                this == ANY_TYPE ? Optional.empty() : gpu.type(),
                this == ANY_VENDOR ? Optional.empty() : gpu.vendor(),
                this == ANY_CLASS ? Optional.empty() : gpu.gpuClass(),
                this == NO_FAMILY_AVOIDED
                        ? new GpuRequest.Families(gpu.families().preferred(), List.of())
                        : gpu.families(),
                this == LESS_DISK && gpu.diskBytes().isPresent()
                        ? OptionalLong.of(gpu.diskBytes().getAsLong() / 2)
                        : gpu.diskBytes());
    }

    private RoutePreferences of(RoutePreferences preferences) {
        return new RoutePreferences(
                preferences.optimizeFor(),
                preferences.priority(),
                preferences.latencyPriority(),
                preferences.costPriority(),
                preferences.region(),
                this == REGION_ONLY_PREFERRED ? RegionMode.PREFER : preferences.regionMode(),
                cap(preferences.maxPricePerHour()));
    }

    private Optional<Usd> cap(Optional<Usd> cap) {
        return this == NO_CAP ? Optional.empty() : cap.map(usd -> this == TWICE_THE_CAP ? usd.times(2) : usd);
    }
}
