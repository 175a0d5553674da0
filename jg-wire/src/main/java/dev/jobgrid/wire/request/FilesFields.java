package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.InputId;
import dev.jobgrid.job.JobFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code input_files}, {@code script_files}, {@code script_file} and {@code expected_artifacts} (reference §05,
 * §06), and {@code mounts}, which are beyond the reference.
 */
final class FilesFields {
    private FilesFields() {}

    static JobFiles read(Fields fields) {
        List<InputId> scripts = ids(fields, "script_files");
        fields.take("script_file")
                .flatMap(value -> id(fields, value, "script_file"))
                .filter(id -> !scripts.contains(id))
                .ifPresent(scripts::add);
        return new JobFiles(ids(fields, "input_files"), scripts, paths(fields), fields.texts("mounts"));
    }

    private static List<InputId> ids(Fields fields, String name) {
        List<JsonNode> items = fields.array(name).orElse(List.of());
        List<InputId> ids = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            id(fields, items.get(i), name + "[" + i + "]").ifPresent(ids::add);
        }
        return ids;
    }

    /** {@code {"input_id": "inp_1"}}, or the id alone. */
    private static Optional<InputId> id(Fields fields, JsonNode value, String field) {
        if (!value.isObject()) {
            return fields.text(value, field, true).flatMap(text -> id(fields, text, field));
        }
        Fields inner = fields.inner(value, field);
        Optional<String> text = inner.rawText("input_id");
        if (text.isEmpty() && !fields.findings().isAbout(field + ".input_id")) {
            fields.findings().invalid(field, field + " must be an id, or an object with an input_id");
        }
        inner.warnOfOthers();
        return text.flatMap(id -> id(fields, id, field));
    }

    private static Optional<InputId> id(Fields fields, String text, String field) {
        try {
            return Optional.of(new InputId(text));
        } catch (IllegalArgumentException e) {
            // No input can have such an id, so the error is that of an unknown id.
            fields.findings()
                    .problem(Check.error(
                            ErrorCode.JOB_INPUT_NOT_FOUND,
                            field,
                            field + ": no input " + DisplayText.quoted(text) + " exists in this workspace"));
            return Optional.empty();
        }
    }

    private static List<String> paths(Fields fields) {
        String name = "expected_artifacts";
        List<JsonNode> items = fields.array(name).orElse(List.of());
        List<String> paths = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            // An invalid path has its own code, which screening reports.
            if (item.isTextual() && TextRules.isUnicode(item.textValue())) {
                paths.add(item.textValue());
            } else {
                fields.text(item, name + "[" + i + "]", true).ifPresent(paths::add);
            }
        }
        return paths;
    }
}
