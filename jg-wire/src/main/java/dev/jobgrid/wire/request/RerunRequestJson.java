package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.wire.WireJson;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the body of {@code POST /v1/jobs/{job_id}/rerun}: fields of a draft, each with its new value. A null removes an
 * environment variable; nothing else can be removed. Unlike in a draft, an unknown field is an error: its rerun would do
 * the same again.
 */
public final class RerunRequestJson {
    private static final String ENVIRONMENT = "environment";

    private RerunRequestJson() {}

    /**
     * The changes. No body, or one of spaces, changes nothing.
     *
     * @throws JobGridException INVALID_REQUEST if there is a body that is not one well-formed JSON object
     */
    public static DraftChanges read(byte[] body) {
        ObjectNode changed = WireJson.object(CancelRequestJson.isBlank(body) ? new byte[] {'{', '}'} : body);
        RequestDiagnostics findings = RequestDiagnostics.strict();
        Set<String> unset = takeUnset(changed);
        changed.properties().forEach(field -> checkGiven(field.getKey(), field.getValue(), findings));
        Draft draft = JobRequestJson.read(changed, findings);
        return new DraftChanges(draft, unset);
    }

    private static Set<String> takeUnset(ObjectNode changed) {
        Set<String> unset = new HashSet<>();
        if (changed.get(ENVIRONMENT) instanceof ObjectNode variables) {
            variables.properties().forEach(variable -> {
                if (variable.getValue().isNull()) {
                    unset.add(variable.getKey());
                }
            });
            variables.remove(unset);
            if (variables.isEmpty()) {
                changed.remove(ENVIRONMENT);
            }
        }
        return unset;
    }

    private static void checkGiven(String field, JsonNode value, RequestDiagnostics findings) {
        boolean isEmpty = value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.textValue().isBlank();
        if (isEmpty) {
            String name = DisplayText.shown(field);
            findings.invalid(
                    name,
                    name + " is empty, and a rerun keeps each field that gets no new value; to do without it, submit a"
                            + " new job");
        }
    }
}
