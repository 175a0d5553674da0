package dev.jobgrid.wire.client;

import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.wire.WireJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes the draft job that estimate and submit take (reference §04, §06), in the published names, and its mounts. Holds
 * secrets: never log it.
 */
public final class DraftRequest {
    private static final int GIGA_DIGITS = 9;
    private static final int MICRO_DIGITS = 6;

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private DraftRequest() {}

    /** The body for one job. */
    public static byte[] write(JobSpec spec) {
        return WireJson.bytes(fields(spec));
    }

    /** The body for a launch plan. */
    public static byte[] write(JobSpec spec, PlanOptions options) {
        Map<String, Object> fields = fields(spec);
        options.hold().ifPresent(hold -> fields.put("hold_seconds", hold.toSeconds()));
        fields.put("wait_seconds", options.maxWait().toSeconds());
        return WireJson.bytes(fields);
    }

    /** The body for the go of a launch plan, with the fields that its draft repeats. */
    public static byte[] write(JobSpec spec, JobId launchPlan) {
        Map<String, Object> fields = fields(spec);
        fields.put("launch_plan_id", launchPlan.value());
        return WireJson.bytes(fields);
    }

    /** The body for a batch of jobs. */
    public static byte[] write(List<JobSpec> specs) {
        return WireJson.bytes(
                Map.of("jobs", specs.stream().map(DraftRequest::fields).toList()));
    }

    /** The body for a rerun with these changes; without the draft's problems and warnings. */
    public static byte[] write(DraftChanges changes) {
        Map<String, Object> fields = fields(changes.draft().spec());
        if (!changes.unset().isEmpty()) {
            Map<String, @Nullable Object> variables = new LinkedHashMap<>();
            changes.unset().forEach(name -> variables.put(name, null));
            variables.putAll(changes.draft().spec().environment().values());
            fields.put("environment", variables);
        }
        return WireJson.bytes(fields);
    }

    private static Map<String, Object> fields(JobSpec spec) {
        DraftRequest request = new DraftRequest();
        request.what(spec);
        request.gpu(spec.gpu());
        request.route(spec.route());
        spec.callback().ifPresent(request::callback);
        return request.fields;
    }

    private void what(JobSpec spec) {
        spec.id().ifPresent(id -> fields.put("id", id.value()));
        putText("name", spec.name());
        putText("image", spec.image());
        spec.workloadType()
                .ifPresent(type -> fields.put("workload_type", word(type).replace('_', '-')));
        spec.template().ifPresent(slug -> fields.put("template_slug", slug));
        spec.command().ifPresent(command -> fields.put("command", command.words()));
        if (!spec.environment().values().isEmpty()) {
            fields.put("environment", spec.environment().values());
        }
        putAll("input_files", ids(spec.files().inputs()));
        putAll("script_files", ids(spec.files().scripts()));
        putAll("expected_artifacts", spec.files().expectedArtifacts());
        putAll("mounts", spec.files().mounts());
        if (!spec.metadata().values().isEmpty()) {
            fields.put("metadata", spec.metadata().values());
        }
        spec.timeout().ifPresent(timeout -> fields.put("timeout_seconds", wholeSeconds(timeout)));
    }

    /** Rounded up, so that no timeout is shortened. */
    private static long wholeSeconds(Duration timeout) {
        return timeout.plusNanos(999_999_999).toSeconds();
    }

    private static List<Map<String, String>> ids(List<InputId> ids) {
        return ids.stream().map(id -> Map.of("input_id", id.value())).toList();
    }

    private void gpu(GpuRequest gpu) {
        gigabytes("model_size_gb", gpu.model().bytes());
        gpu.model().batchSize().ifPresent(size -> fields.put("batch_size", size));
        putWord("precision", gpu.model().precision());
        gpu.count().ifPresent(count -> fields.put("gpu_count", count));
        gpu.type().ifPresent(type -> fields.put("gpu_type", type));
        putWord("gpu_class", gpu.gpuClass());
        gpu.families().preferred().ifPresent(family -> fields.put("preferred_gpu_family", family));
        putAll("avoid_gpu_families", gpu.families().avoided());
        gigabytes("disk_gb", gpu.diskBytes());
        if (gpu.cpuOnly()) {
            fields.put("requires_gpu", false);
        }
        Map<String, Object> resources = new LinkedHashMap<>();
        gpu.vendor().ifPresent(vendor -> resources.put("gpu_vendor", vendor));
        if (gpu.required()) {
            resources.put("gpu", true);
        }
        if (!resources.isEmpty()) {
            fields.put("resources", resources);
        }
    }

    private void gigabytes(String name, OptionalLong bytes) {
        bytes.ifPresent(size -> fields.put(name, BigDecimal.valueOf(size, GIGA_DIGITS)));
    }

    private void route(RoutePreferences route) {
        putWord("optimize_for", route.optimizeFor());
        putWord("priority", route.priority());
        putWord("latency_priority", route.latencyPriority());
        putWord("cost_priority", route.costPriority());
        route.region().ifPresent(region -> fields.put("region_preference", region));
        if (route.regionMode() != RegionMode.PREFER) {
            fields.put("region_mode", word(route.regionMode()));
        }
        route.maxPricePerHour()
                .ifPresent(price -> fields.put(
                        "constraints", Map.of("max_price_per_hour", BigDecimal.valueOf(price.micros(), MICRO_DIGITS))));
    }

    private void callback(CallbackTarget callback) {
        fields.put("callback_url", callback.url());
        callback.authToken().ifPresent(token -> fields.put("callback_auth_token", token.value()));
        if (!callback.metadata().isEmpty()) {
            fields.put("callback_metadata", callback.metadata());
        }
    }

    private void putText(String name, String text) {
        if (!text.isEmpty()) {
            fields.put(name, text);
        }
    }

    private void putAll(String name, List<?> items) {
        if (!items.isEmpty()) {
            fields.put(name, items);
        }
    }

    private void putWord(String name, Optional<? extends Enum<?>> constant) {
        constant.ifPresent(value -> fields.put(name, word(value)));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
