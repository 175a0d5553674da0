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
public final class AgentAnswers {
    private AgentAnswers() {}

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
        ObjectNode answer = withId(of(LogsJson.of(page)));
        answer.put("next_cursor", answer.path("next_cursor").asText());
        ArrayNode logs = answer.putArray("logs");
        for (JsonNode item : answer.path("items")) {
            ObjectNode line = logs.addObject();
            line.set("timestamp", item.path("created_at"));
            line.put("level", item.path("stream").asText().equals("stderr") ? "error" : "info");
            line.set("message", item.path("message"));
        }
        return answer;
    }

    /** Artifacts of a job. */
    public static ObjectNode artifacts(List<Artifact> artifacts) {
        ObjectNode answer = of(ArtifactsJson.of(artifacts));
        answer.path("artifacts").forEach(artifact -> named((ObjectNode) artifact));
        return answer;
    }

    /** An artifact, and its absolute download address with expiry. Never log it. */
    public static ObjectNode download(Artifact artifact, String url, Instant expiresAt) {
        ObjectNode answer = of(DownloadJson.of(artifact, url, expiresAt));
        ObjectNode inner = (ObjectNode) answer.path("artifact");
        named(inner);
        for (String name : List.of("artifact_id", "artifact_name", "mime_type")) {
            answer.set(name, inner.path(name));
        }
        return answer.put("download_url", url);
    }

    private static void named(ObjectNode artifact) {
        artifact.set("artifact_name", artifact.path("filename"));
        artifact.set("mime_type", artifact.path("content_type"));
    }

    private static ObjectNode withId(ObjectNode answer) {
        return answer.set("id", answer.path("job_id"));
    }
}
