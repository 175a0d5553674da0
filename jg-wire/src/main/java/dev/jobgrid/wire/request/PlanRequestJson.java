package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.plans.PlanOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes the fields of launch plans out of the object that a draft is read from: {@code compile}, {@code hold_seconds} and
 * {@code wait_seconds} of an estimate, {@code launch_plan_id} of a submit.
 */
public final class PlanRequestJson {
    private PlanRequestJson() {}

    /** Takes the options of a launch plan; their bounds are the grid's. */
    public static PlanOptions takeOptions(ObjectNode body) {
        return taken(
                body,
                List.of("hold_seconds", "wait_seconds"),
                fields -> new PlanOptions(
                        seconds(fields, "hold_seconds", 10, 900),
                        seconds(fields, "wait_seconds", 0, 30).orElse(PlanOptions.DEFAULT.maxWait()),
                        Optional.empty()));
    }

    /** Takes the options of the launch plan that an estimate is compiled to; empty if none is asked for. */
    public static Optional<PlanOptions> takeCompile(ObjectNode body) {
        boolean compile =
                taken(body, List.of("compile"), fields -> fields.flag("compile").orElse(false));
        return compile ? Optional.of(takeOptions(body)) : Optional.empty();
    }

    /** Takes the launch plan that a submit gives the go. */
    public static Optional<JobId> takeGo(ObjectNode body) {
        return taken(
                body,
                List.of("launch_plan_id"),
                fields -> fields.rawText("launch_plan_id").map(PlanRequestJson::id));
    }

    /** An id that none has is as unknown as any other. */
    private static JobId id(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            throw JobGridException.notFound("launch plan " + DisplayText.quoted(text));
        }
    }

    private static Optional<Duration> seconds(Fields fields, String name, long min, long max) {
        return fields.anyWhole(name, min, max).map(Duration::ofSeconds);
    }

    /** What the fields of these names say; they are no fields of the draft. */
    private static <T> T taken(ObjectNode body, List<String> names, Function<Fields, T> reading) {
        ObjectNode own = body.objectNode();
        for (String name : names) {
            JsonNode value = body.remove(name);
            if (value != null) {
                own.set(name, value);
            }
        }
        RequestDiagnostics findings = new RequestDiagnostics();
        T read = reading.apply(Fields.of(own, findings));
        findings.refuse();
        return read;
    }
}
