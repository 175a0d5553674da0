package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.estimate.Draft;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the draft job as agents write it (reference §12): names of the MCP tools beside the published ones, which take
 * precedence.
 */
public final class AgentRequest {
    private static final Map<String, String> WORDS = Map.of(
            "workload", "workload_type",
            "model_size", "model_size_gb",
            "env", "environment",
            "routing_mode", "optimize_for");

    private static final List<String> CALLBACK =
            List.of("callback", "callback_url", "callback_auth_token", "callback_metadata", "webhook_url");

    private static final Pattern REPOSITORY = Pattern.compile("([A-Za-z0-9._-]{1,100})(:[^/@]*)?(@[^/]*)?$");

    private AgentRequest() {}

    /** The draft in the body of an MCP route. */
    public static Draft read(ObjectNode body) {
        return JobRequestJson.read(published(body));
    }

    /**
     * The draft in the arguments of an MCP tool. These have no name, so the job gets one from its content; and they
     * accept no callback, since an agent's input must not decide where results are sent.
     */
    public static Draft readArguments(ObjectNode arguments) {
        ObjectNode body = published(arguments);
        body.remove(CALLBACK);
        if (!body.has("name") && body.path("image").isTextual()) {
            body.put("name", name(body));
        }
        return JobRequestJson.read(body);
    }

    private static ObjectNode published(ObjectNode agents) {
        ObjectNode body = agents.deepCopy();
        WORDS.forEach((word, field) -> {
            JsonNode value = body.remove(word);
            if (value != null && !body.hasNonNull(field)) {
                body.set(field, value);
            }
        });
        return body;
    }

    private static String name(ObjectNode body) {
        String workload = body.path("workload_type").asText("job").replace('_', '-');
        Matcher repository = REPOSITORY.matcher(body.path("image").asText());
        return repository.find() && workload.length() <= 20 ? repository.group(1) + "-" + workload : "job";
    }
}
