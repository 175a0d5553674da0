package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.OptimizeFor;
import dev.jobgrid.routing.Precision;
import dev.jobgrid.routing.Priority;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads GPU request and routing preferences (reference §06): at the top level, in {@code constraints}, or under the
 * older names in {@code resources} and {@code routing}. The top level takes precedence, then the constraints.
 */
final class RoutingFields {
    /** Larger sizes and prices do not fit the internal units. */
    private static final double MAX_NUMBER = 1e9;

    private static final double BYTES_PER_GB = 1e9;

    private final Fields constraints;
    private final Fields resources;
    private final Fields routing;
    private final FallbackFields published;
    private final FallbackFields withResources;
    private final FallbackFields withRouting;

    private RoutingFields(Fields top) {
        constraints = top.object("constraints");
        resources = top.object("resources");
        routing = top.object("routing");
        published = FallbackFields.of(top, constraints);
        withResources = FallbackFields.of(top, constraints, resources);
        withRouting = FallbackFields.of(top, constraints, routing);
    }

    static RoutingFields of(Fields top) {
        return new RoutingFields(top);
    }

    GpuRequest gpu() {
        GpuRequest.Builder gpu = GpuRequest.builder().model(model()).families(families());
        withResources.first(f -> f.text("gpu_type")).ifPresent(gpu::type);
        withResources.first(f -> f.text("gpu_vendor")).ifPresent(gpu::vendor);
        withResources.first(f -> whole(f, "gpu_count")).ifPresent(gpu::count);
        withResources.first(f -> bytes(f, "disk_gb")).ifPresent(gpu::diskBytes);
        published.first(f -> f.word("gpu_class", GpuClass.class)).ifPresent(gpu::gpuClass);
        published
                .first(f -> f.flag("requires_gpu"))
                .ifPresent(isRequired -> gpu.required(isRequired).cpuOnly(!isRequired));
        return anyGpu(gpu.build());
    }

    RoutePreferences preferences() {
        RoutePreferences.Builder route = RoutePreferences.builder();
        word("optimize_for", OptimizeFor.class).ifPresent(route::optimizeFor);
        word("priority", Priority.class).ifPresent(route::priority);
        word("latency_priority", Level.class).ifPresent(route::latencyPriority);
        word("cost_priority", Level.class).ifPresent(route::costPriority);
        withRouting
                .first(f -> f.positive("max_price_per_hour", MAX_NUMBER))
                .map(Usd::ofDollars)
                .ifPresent(route::maxPricePerHour);
        RegionMode mode = word("region_mode", RegionMode.class).orElse(RegionMode.PREFER);
        route.regionMode(mode);
        published.first(f -> f.text("region_preference")).ifPresent(region -> route.region(region, mode));
        return route.build();
    }

    void warnOfOthers() {
        List.of(constraints, resources, routing).forEach(Fields::warnOfOthers);
    }

    private ModelSize model() {
        OptionalLong bytes = published
                .first(f -> bytes(f, "model_size_gb"))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
        OptionalInt batch = published
                .first(f -> whole(f, "batch_size"))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        return new ModelSize(bytes, batch, word("precision", Precision.class));
    }

    private GpuRequest.Families families() {
        Function<Fields, Optional<List<String>>> avoided =
                f -> f.take("avoid_gpu_families").isEmpty()
                        ? Optional.empty()
                        : Optional.of(f.texts("avoid_gpu_families").stream()
                                .map(String::strip)
                                .filter(family -> !family.isEmpty())
                                .toList());
        return new GpuRequest.Families(
                published.first(f -> f.text("preferred_gpu_family")),
                published.first(avoided).orElse(List.of()));
    }

    /** {@code resources.gpu}: whether a GPU is needed, how many, or which; the published fields take precedence. */
    private GpuRequest anyGpu(GpuRequest gpu) {
        Optional<JsonNode> given = resources.take("gpu");
        if (given.isEmpty()) {
            return gpu;
        }
        JsonNode value = given.get();
        if (value.isBoolean()) {
            return with(value.booleanValue(), gpu, gpu.count(), gpu.type());
        }
        if (value.isNumber()) {
            Optional<Integer> count = whole(resources, "gpu");
            return with(
                    count.isPresent(),
                    gpu,
                    gpu.count().isPresent() || count.isEmpty() ? gpu.count() : OptionalInt.of(count.get()),
                    gpu.type());
        }
        Optional<String> type = resources.text("gpu");
        return with(type.isPresent(), gpu, gpu.count(), gpu.type().or(() -> type));
    }

    private static GpuRequest with(boolean required, GpuRequest gpu, OptionalInt count, Optional<String> type) {
        return new GpuRequest(
                required || gpu.required(),
                gpu.model(),
                count,
                type,
                gpu.vendor(),
                gpu.gpuClass(),
                gpu.families(),
                gpu.diskBytes(),
                gpu.cpuOnly());
    }

    private <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
        return published.first(f -> f.word(name, type));
    }

    private static Optional<Integer> whole(Fields fields, String name) {
        return fields.whole(name, 1, Integer.MAX_VALUE).map(Long::intValue);
    }

    private static Optional<Long> bytes(Fields fields, String name) {
        return fields.positive(name, MAX_NUMBER).map(gb -> Math.max(1, Math.round(gb * BYTES_PER_GB)));
    }
}
