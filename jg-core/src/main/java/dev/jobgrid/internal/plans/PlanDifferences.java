package dev.jobgrid.internal.plans;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields that the draft of a go gives otherwise than its launch plan has them: a go takes what was planned, or
 * nothing. Values of variables, callbacks and metadata may be secret, and are not named. Pure.
 */
final class PlanDifferences {
    private static final int MAX_SHOWN = 80;
    private static final Map<String, Function<JobSpec, Object>> SHOWN = shown();
    private static final Map<String, Function<JobSpec, Object>> NAMED = named();

    private PlanDifferences() {}

    /**
     * Refuses other fields than the plan's.
     *
     * @throws JobGridException CONFLICT, with a check for each field; INVALID_REQUEST if the draft could not be read
     */
    static void refuse(Job plan, Draft draft) {
        if (!draft.problems().isEmpty()) {
            Check first = draft.problems().get(0);
            throw new JobGridException(first.code(), first.message(), draft.problems(), Optional.empty());
        }
        JobSpec planned = plan.spec();
        JobSpec asked = DraftChanges.of(draft.spec()).applied(planned).spec();
        List<Check> checks = new ArrayList<>();
        draft.spec().id().filter(id -> !id.equals(plan.id())).ifPresent(id -> checks.add(other("id", plan.id(), id)));
        SHOWN.forEach((field, value) -> {
            Object before = value.apply(planned);
            Object after = value.apply(asked);
            if (!before.equals(after)) {
                checks.add(other(field, before, after));
            }
        });
        NAMED.forEach((field, value) -> {
            if (!value.apply(planned).equals(value.apply(asked))) {
                checks.add(check(field, field + " is another than in launch plan " + plan.id()));
            }
        });
        List<String> variables = variables(planned, asked);
        if (!variables.isEmpty()) {
            checks.add(check(
                    "environment",
                    "environment has other values than in launch plan " + plan.id() + " for "
                            + String.join(", ", variables)));
        }
        if (!checks.isEmpty()) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    checks.stream().map(Check::message).collect(Collectors.joining("; "))
                            + "; give the go with launch_plan_id alone, or make a new plan",
                    checks,
                    Optional.empty());
        }
    }

    private static List<String> variables(JobSpec planned, JobSpec asked) {
        Map<String, String> before = planned.environment().values();
        Map<String, String> after = asked.environment().values();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return List.copyOf(names);
    }

    private static Check other(String field, Object before, Object after) {
        return check(field, field + " is " + text(after) + ", and " + text(before) + " in the launch plan");
    }

    private static Check check(String field, String message) {
        return Check.error(ErrorCode.CONFLICT, field, message);
    }

    private static String text(Object value) {
        // Optional[1], OptionalInt[1], OptionalLong[1]
        String text = value.toString().replaceFirst("^Optional\\w*(?:\\[(.*)]|\\.empty)$", "$1");
        String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return shown.isEmpty() ? "left out" : "'" + shown + "'";
    }

    private static Map<String, Function<JobSpec, Object>> shown() {
        Map<String, Function<JobSpec, Object>> fields = new LinkedHashMap<>();
        fields.put("name", JobSpec::name);
        fields.put("image", JobSpec::image);
        fields.put("workload_type", spec -> spec.workload());
        fields.put("command", spec -> spec.command().map(Command::words).orElse(List.of()));
        fields.put("input_files", spec -> spec.files().inputs());
        fields.put("script_files", spec -> spec.files().scripts());
        fields.put("expected_artifacts", spec -> spec.files().expectedArtifacts());
        fields.put("mounts", spec -> spec.files().mounts());
        fields.put("model_size_gb", spec -> spec.gpu().model().bytes());
        fields.put("batch_size", spec -> spec.gpu().model().batchSize());
        fields.put("precision", spec -> spec.gpu().model().precision());
        fields.put("gpu_count", spec -> spec.gpu().count());
        fields.put("gpu_type", spec -> spec.gpu().type());
        fields.put("gpu_class", spec -> spec.gpu().gpuClass());
        fields.put("preferred_gpu_family", spec -> spec.gpu().families().preferred());
        fields.put("avoid_gpu_families", spec -> spec.gpu().families().avoided());
        fields.put("disk_gb", spec -> spec.gpu().diskBytes());
        fields.put("requires_gpu", spec -> !spec.gpu().cpuOnly());
        fields.put("resources.gpu_vendor", spec -> spec.gpu().vendor());
        fields.put("resources.gpu", spec -> spec.gpu().required());
        fields.put("optimize_for", spec -> spec.route().optimizeFor());
        fields.put("priority", spec -> spec.route().priority());
        fields.put("latency_priority", spec -> spec.route().latencyPriority());
        fields.put("cost_priority", spec -> spec.route().costPriority());
        fields.put("region_preference", spec -> spec.route().region());
        fields.put("region_mode", spec -> spec.route().regionMode());
        fields.put("constraints.max_price_per_hour", spec -> spec.route().maxPricePerHour());
        fields.put("timeout_seconds", JobSpec::timeout);
        fields.put("template_slug", JobSpec::template);
        return fields;
    }

    private static Map<String, Function<JobSpec, Object>> named() {
        Map<String, Function<JobSpec, Object>> fields = new LinkedHashMap<>();
        fields.put("callback_url", spec -> spec.callback().map(CallbackTarget::url));
        fields.put("callback_auth_token", spec -> spec.callback().flatMap(CallbackTarget::authToken));
        fields.put("callback_metadata", spec -> spec.callback().map(CallbackTarget::metadata));
        fields.put("metadata", JobSpec::metadata);
        return fields;
    }
}
