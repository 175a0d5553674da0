package dev.jobgrid.console.internal.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.JobRequestJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A draft as a form: fields for what most jobs have, and JSON for the rest, which together are one draft in the published names.
 * Single-threaded.
 */
final class DraftForm {
    private static final List<String> TEXTS =
            List.of("name", "image", "command", "workload_type", "gpu_type", "optimize_for", "region_preference");
    private static final List<String> NUMBERS = List.of("gpu_count", "model_size_gb");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3_600, "d", 86_400);

    /** Set in a form that was shown again: what its variables held was not. */
    private static final String AGAIN = "again";

    private final Params form;
    private final ObjectNode json;
    private final List<Check> problems = new ArrayList<>();

    private DraftForm(Params form, ObjectNode json) {
        this.form = form;
        this.json = json;
    }

    /** What a form says, in the published names; fields that cannot be read are among its problems. */
    static DraftForm read(Params form) {
        DraftForm draft = new DraftForm(form, JsonNodeFactory.instance.objectNode());
        draft.readMore();
        TEXTS.forEach(name -> form.text(name).ifPresent(value -> draft.json.put(name, value)));
        NUMBERS.forEach(name -> form.text(name).ifPresent(value -> draft.json.set(name, number(value))));
        form.text("template_slug").ifPresent(slug -> draft.json.put("template_slug", slug));
        form.text("timeout").ifPresent(draft::timeout);
        form.text("max_price_per_hour")
                .ifPresent(
                        value -> draft.json.withObjectProperty("constraints").set("max_price_per_hour", number(value)));
        draft.environment(form.raw("environment"));
        draft.files("input", "input_files");
        draft.files("script", "script_files");
        return draft;
    }

    private void readMore() {
        String more = form.raw("more");
        if (more.isBlank()) {
            return;
        }
        try {
            json.setAll(WireJson.object(more.getBytes(StandardCharsets.UTF_8)));
        } catch (JobGridException e) {
            problems.add(Check.invalid("more", "the JSON cannot be read: " + e.getMessage()));
        }
    }

    /** A number where it is one; else the text, which is refused with its field's name. */
    private static JsonNode number(String text) {
        return text.matches("[0-9]{1,15}(\\.[0-9]{1,9})?")
                ? JsonNodeFactory.instance.numberNode(new BigDecimal(text))
                : JsonNodeFactory.instance.textNode(text);
    }

    private void timeout(String text) {
        if (!text.matches("[0-9]{1,6} ?[smhd]?")) {
            problems.add(Check.invalid("timeout", "timeout is '" + text + "'; write it as 90s, 30m, 2h or 1d"));
            return;
        }
        String unit = text.substring(text.length() - 1);
        int factor = SECONDS.getOrDefault(unit, 1);
        long count = Long.parseLong(text.replaceAll("[^0-9]", ""));
        json.put("timeout_seconds", count * factor);
    }

    private void environment(String lines) {
        for (String line : lines.split("\\R", -1)) {
            int sign = line.indexOf('=');
            if (sign > 0 && sign == line.length() - 1 && form.text(AGAIN).isPresent()) {
                String name = line.substring(0, sign).strip();
                problems.add(Check.invalid(
                        "environment", name + " is empty: values are never sent back, so type them again"));
            } else if (sign > 0) {
                json.withObjectProperty("environment")
                        .put(line.substring(0, sign).strip(), line.substring(sign + 1));
            } else if (!line.isBlank()) {
                // The line is not shown: it may be a secret itself.
                problems.add(Check.invalid("environment", "a line of the variables is not NAME=value"));
            }
        }
    }

    private void files(String field, String name) {
        List<String> ids = form.all(field);
        if (!ids.isEmpty()) {
            ArrayNode files = json.putArray(name);
            ids.forEach(id -> files.addObject().put("input_id", id));
        }
    }

    /** The draft. */
    Draft draft() {
        Draft read = JobRequestJson.read(json);
        List<Check> all = new ArrayList<>(problems);
        all.addAll(read.problems());
        return new Draft(read.spec(), all, read.warnings());
    }

    /** The fields that differ from those of a job: what a rerun of it changes. Variables are all that were written. */
    Draft changes(JobSpec original) {
        ObjectNode before = shownOf(original);
        ObjectNode changed = JsonNodeFactory.instance.objectNode();
        json.properties().forEach(field -> {
            if (!same(field.getKey(), field.getValue(), before.get(field.getKey()))) {
                changed.set(field.getKey(), field.getValue());
            }
        });
        Draft read = JobRequestJson.read(changed);
        List<Check> all = new ArrayList<>(problems);
        all.addAll(read.problems());
        return new Draft(read.spec(), all, read.warnings());
    }

    private static boolean same(String field, JsonNode now, @Nullable JsonNode before) {
        if (before == null) {
            return false;
        }
        String one = field.equals("command") && before.isArray() ? ShellQuoting.line(before) : before.asText();
        return now.equals(before) || now.isValueNode() && now.asText().equals(one) || isSameNumber(now, before);
    }

    private static boolean isSameNumber(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber() && one.decimalValue().compareTo(other.decimalValue()) == 0;
    }

    /** What the fields of a form hold for a spec: without its variables and its callback, which may be secret. */
    static Map<String, String> values(JobSpec spec) {
        ObjectNode rest = shownOf(spec);
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : TEXTS) {
            take(rest, name, values);
        }
        for (String name : NUMBERS) {
            take(rest, name, values);
        }
        take(rest, "template_slug", values);
        if (rest.has("timeout_seconds")) {
            values.put("timeout", rest.remove("timeout_seconds").asText() + "s");
        }
        if (rest.path("constraints").has("max_price_per_hour")) {
            values.put("max_price_per_hour", plain(rest.remove("constraints").path("max_price_per_hour")));
        }
        rest.remove(List.of("input_files", "script_files", "id"));
        values.put("more", rest.isEmpty() ? "" : rest.toPrettyString());
        return values;
    }

    private static void take(ObjectNode rest, String name, Map<String, String> values) {
        if (rest.has(name)) {
            values.put(name, plain(rest.remove(name)));
        }
    }

    private static String plain(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue().stripTrailingZeros().toPlainString();
        }
        return value.isArray() ? ShellQuoting.line(value) : value.asText();
    }

    private static ObjectNode shownOf(JobSpec spec) {
        ObjectNode all = SafeSpec.object(spec);
        all.remove(List.of("environment", "callback_url", "callback_auth_token", "callback_metadata"));
        return all;
    }

    /** What the fields hold, to show them again: of variables the names only, and of an unreadable line its place. */
    Map<String, String> again() {
        Map<String, String> values = new TreeMap<>();
        form.names().forEach(name -> values.put(name, form.raw(name)));
        String names = form.raw("environment")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.substring(0, Math.max(0, line.indexOf('='))) + "=\n")
                .collect(Collectors.joining());
        values.put("environment", names);
        values.put(AGAIN, names.isEmpty() ? "" : "yes");
        return values;
    }
}
