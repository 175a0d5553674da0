package dev.jobgrid.wire.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.job.Job;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.wire.WireJson;
import java.time.Instant;
import java.util.List;

/**
 * Published responses for the MCP routes and tools (reference §12), with the additional names that their clients use.
 */
public final class AgentResponses {
    private AgentResponses() {}

    /** A response without other names. */
    public static ObjectNode of(Object record) {
        return (ObjectNode) WireJson.tree(record);
    }

    /** A submitted job. */
    public static ObjectNode submit(Receipt receipt) {
        return withId(of(SubmitJson.of(receipt)));
    }

    /** A cancelled job. */
    public static ObjectNode cancel(Job job) {
        return withId(of(CancelJson.of(job))).put("cancelled", true);
    }

    /** A page of a log: {@code logs} beside {@code items}, and the cursor as text. */
    public static ObjectNode logs(LogPage page) {
        ObjectNode response = withId(of(LogsJson.of(page)));
        response.put("next_cursor", response.path("next_cursor").asText());
        ArrayNode logs = response.putArray("logs");
        for (JsonNode item : response.path("items")) {
            ObjectNode line = logs.addObject();
            line.set("timestamp", item.path("created_at"));
            line.put("level", item.path("stream").asText().equals("stderr") ? "error" : "info");
            line.set("message", item.path("message"));
        }
        return response;
    }

    /** Artifacts of a job. */
    public static ObjectNode artifacts(List<Artifact> artifacts) {
        ObjectNode response = of(ArtifactsJson.of(artifacts));
        response.path("artifacts").forEach(artifact -> named((ObjectNode) artifact));
        return response;
    }

    /** An artifact, and its absolute download address with expiry. Never log it. */
    public static ObjectNode download(Artifact artifact, String url, Instant expiresAt) {
        ObjectNode response = of(DownloadJson.of(artifact, url, expiresAt));
        ObjectNode inner = (ObjectNode) response.path("artifact");
        named(inner);
        for (String name : List.of("artifact_id", "artifact_name", "mime_type")) {
            response.set(name, inner.path(name));
        }
        return response.put("download_url", url);
    }

    private static void named(ObjectNode artifact) {
        artifact.set("artifact_name", artifact.path("filename"));
        artifact.set("mime_type", artifact.path("content_type"));
    }

    private static ObjectNode withId(ObjectNode response) {
        return response.set("id", response.path("job_id"));
    }
}
