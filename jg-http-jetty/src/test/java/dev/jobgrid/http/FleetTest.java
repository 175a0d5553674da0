package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.sim.RunScript;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who asks, the fleet, the queue, and the filters of a list. The one GPU is held by the first job. */
class FleetTest {
    private static GridServer server;
    private static String key;
    private static String running;

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start(1, run -> RunScript.prints("on it").lasting(Duration.ofHours(1)), with -> with);
        key = server.fullKey();
        running = submit(key, "Train one");
        await().until(() -> server.get("/v1/jobs/" + running, key)
                .json()
                .get("status")
                .asText()
                .equals("running"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String submit(String key, String name) {
        String draft = GridServer.JOB.replace("\"demo\"", "\"" + name + "\"");
        return server.post("/v1/jobs", key, draft).is(202).json().get("job_id").asText();
    }

    private static JsonNode listed(String query) {
        return server.get("/v1/jobs?" + query, key).is(200).json();
    }

    @Test
    void theCallerHasAWorkspaceANameAndScopes() {
        String reader = server.key(new WorkspaceId("other"), EnumSet.of(Scope.LOGS_READ));

        JsonNode caller = server.get("/v1/whoami", reader).is(200).json();

        assertThat(caller.get("workspace").asText()).isEqualTo("other");
        assertThat(caller.get("name").asText()).isEqualTo("test");
        assertThat(caller.get("scopes"))
                .singleElement()
                .extracting(JsonNode::asText)
                .isEqualTo("logs:read");
        server.get("/v1/whoami", "jg_wrong").isError(401, "UNAUTHORIZED");
    }

    @Test
    void theFleetShowsAJobToItsWorkspaceAlone() {
        String stranger = server.key(new WorkspaceId("stranger"), EnumSet.allOf(Scope.class));

        await().until(() -> !server.get("/v1/nodes", key)
                .json()
                .at("/nodes/0/gpus/0/job_id")
                .isMissingNode());
        JsonNode node = server.get("/v1/nodes", key).is(200).json().at("/nodes/0");
        assertThat(node.get("name").asText()).isEqualTo("node1");
        assertThat(node.get("state").asText()).isEqualTo("accepting");
        assertThat(node.at("/gpus/0/job_id").asText()).isEqualTo(running);
        assertThat(node.at("/gpus/0/job_name").asText()).isEqualTo("Train one");
        String others = server.get("/v1/nodes", stranger).is(200).text();
        assertThat(others).contains("\"state\":\"held\"").doesNotContain(running, "Train one", "default");
    }

    @Test
    void theQueueCountsJobsOfOthers() {
        String asker = server.key(new WorkspaceId("asker"), EnumSet.allOf(Scope.class));
        String other = server.key(new WorkspaceId("served"), EnumSet.allOf(Scope.class));
        String own = submit(asker, "own");
        String theirs = submit(other, "theirs");

        JsonNode queue = server.get("/v1/queue?limit=1", asker).is(200).json();

        assertThat(queue.at("/jobs/0/job_id").asText()).isEqualTo(own);
        assertThat(queue.at("/jobs/0/gpu_count").asInt()).isEqualTo(1);
        assertThat(queue.at("/jobs/0/reason").asText()).isNotEmpty();
        assertThat(queue.get("total").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(queue.toString()).doesNotContain(theirs, "theirs", "served");
        server.get("/v1/queue?limit=x", asker).isError(400, "INVALID_REQUEST");
    }

    @Test
    void aListIsFilteredByNameAndAge() {
        assertThat(listed("name=TRAIN").get("jobs")).hasSize(1);
        assertThat(listed("name=no+such").get("jobs")).isEmpty();
        assertThat(listed("since=2026-06-11T12:00:00Z&name=train+ONE")
                        .at("/jobs/0/job_id")
                        .asText())
                .isEqualTo(running);
        String later = Instant.now().plus(Duration.ofDays(1)).toString();
        assertThat(listed("since=" + later).get("jobs")).isEmpty();
        assertThat(listed("since=-999999999-01-01T00:00:00Z&name=train").get("jobs"))
                .hasSize(1);
    }

    @Test
    void wrongFiltersAreRefusedWithAnExample() {
        assertThat(server.get("/v1/jobs?since=2h", key)
                        .isError(400, "INVALID_REQUEST")
                        .message())
                .contains("since", "'2h'", "2026-06-11T12:00:00Z");
        assertThat(server.get("/v1/jobs?name=" + "n".repeat(129), key)
                        .isError(400, "INVALID_REQUEST")
                        .message())
                .contains("name", "129", "128");
    }
}
