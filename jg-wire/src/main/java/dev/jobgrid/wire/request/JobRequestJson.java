package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.wire.WireJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the draft job that estimate and submit take (reference §04, §06). Screening checks limits, except those of the
 * domain types.
 */
public final class JobRequestJson {
    /** Path segments of other routes in place of a job's id. */
    private static final Set<String> ROUTES = Set.of("batch", "estimate");

    private static final List<String> CREDENTIALS = List.of("huggingface_credential_id", "registry_credential_id");

    private JobRequestJson() {}

    /**
     * Reads a body.
     *
     * @throws JobGridException INVALID_REQUEST if it is not one well-formed JSON object
     */
    public static Draft read(byte[] body) {
        return read(WireJson.object(body));
    }

    /**
     * Reads a draft. Any JSON object gives one: unreadable fields are among its problems, and unknown fields among its
     * warnings.
     *
     * @throws JobGridException INVALID_REQUEST if it is not a JSON object
     */
    public static Draft read(JsonNode json) {
        if (json instanceof ObjectNode object) {
            return read(object, new RequestDiagnostics());
        }
        throw new JobGridException(ErrorCode.INVALID_REQUEST, "a draft job must be a JSON object");
    }

    static Draft read(ObjectNode object, RequestDiagnostics findings) {
        JobSpec spec = read(Fields.of(object, findings));
        return new Draft(spec, findings.problems(), findings.warnings());
    }

    private static JobSpec read(Fields fields) {
        JobSpec.Builder spec = JobSpec.draft();
        fields.text("name").ifPresent(spec::name);
        fields.text("image").ifPresent(spec::image);
        fields.word("workload_type", WorkloadType.class).ifPresent(spec::workloadType);
        id(fields).ifPresent(spec::id);
        template(fields).ifPresent(spec::template);
        CommandField.read(fields).ifPresent(spec::command);
        spec.environment(new Environment(fields.textMap("environment")));
        spec.files(FilesFields.read(fields));
        RoutingFields routing = RoutingFields.of(fields);
        spec.gpu(routing.gpu()).route(routing.preferences());
        CallbackFields.read(fields).ifPresent(spec::callback);
        spec.metadata(MetadataField.read(fields));
        CREDENTIALS.forEach(name -> credential(fields, name));
        // The bound is the JDK's; screening checks the published one.
        fields.whole("timeout_seconds", 1, Integer.MAX_VALUE)
                .map(Duration::ofSeconds)
                .ifPresent(spec::timeout);
        routing.warnOfOthers();
        fields.warnOfOthers();
        return spec.build();
    }

    private static Optional<JobId> id(Fields fields) {
        return fields.rawText("id").flatMap(text -> {
            if (ROUTES.contains(text)) {
                fields.findings()
                        .invalid("id", "id is " + DisplayText.quoted(text) + ", the name of a route; choose another");
                return Optional.empty();
            }
            try {
                return Optional.of(new JobId(text));
            } catch (IllegalArgumentException e) {
                fields.findings().invalid("id", "id is " + DisplayText.quoted(text) + ": " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    /** Clients of the published API send it empty. The value is not shown: some put the secret itself there. */
    private static void credential(Fields fields, String name) {
        if (fields.secretText(name).filter(text -> !text.isBlank()).isPresent()) {
            fields.findings()
                    .invalid(name, name + " names a stored credential, and this server stores none; leave it out");
        }
    }

    private static Optional<String> template(Fields fields) {
        Optional<String> slug = fields.text("template_slug");
        Optional<String> alias = fields.text("template");
        return slug.or(() -> alias);
    }
}
