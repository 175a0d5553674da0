package dev.jobgrid.http;

import static dev.jobgrid.auth.Scope.JOBS_ESTIMATE;
import static dev.jobgrid.auth.Scope.JOBS_READ;
import static dev.jobgrid.auth.Scope.JOBS_SUBMIT;
import static dev.jobgrid.auth.Scope.JOBS_WRITE;
import static dev.jobgrid.auth.Scope.LOGS_READ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Usd;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScopesTest {
    private static final Set<Scope> READERS = EnumSet.of(JOBS_READ);
    private static final Set<Scope> SUBMITTERS = EnumSet.of(JOBS_SUBMIT, JOBS_WRITE);

    private static GridServer server;
    private static String job;
    private static String artifact;
    private static String slot;
    private static String token;

    private record Row(String method, String path, String body, Set<Scope> anyOf) {}

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.paying();
        server.grid().credits().topUp(Usd.ofDollars(100), "at first");
        String key = server.fullKey();
        job = server.finishedJob(key);
        artifact = server.get("/v1/jobs/" + job + "/artifacts", key)
                .json()
                .at("/artifacts/0/artifact_id")
                .asText();
        var upload = server.post("/v1/job-inputs", key, "{\"filename\":\"a.txt\"}")
                .is(201)
                .json()
                .get("upload");
        slot = upload.get("input_id").asText();
        token = upload.get("token").asText();
        server.put(upload.get("upload_url").asText(), new byte[] {1}).is(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Row> table() {
        String jobs = "/v1/jobs/" + job;
        return List.of(
                new Row(
                        "POST",
                        "/v1/jobs/estimate",
                        GridServer.JOB,
                        EnumSet.of(JOBS_ESTIMATE, JOBS_SUBMIT, JOBS_WRITE)),
                new Row("POST", "/v1/jobs", GridServer.JOB, SUBMITTERS),
                new Row("POST", jobs + "/cancel", "", SUBMITTERS),
                new Row("POST", "/v1/job-inputs", "{\"filename\":\"b.txt\"}", SUBMITTERS),
                new Row("POST", "/v1/job-inputs/" + slot + "/complete", "{\"token\":\"" + token + "\"}", SUBMITTERS),
                new Row("GET", "/v1/jobs", "", READERS),
                new Row("GET", "/v1/templates", "", READERS),
                new Row("GET", "/v1/queue", "", READERS),
                new Row("GET", "/v1/nodes", "", READERS),
                new Row("GET", "/v1/whoami", "", EnumSet.allOf(Scope.class)),
                new Row("GET", "/v1/billing/balance", "", READERS),
                new Row("GET", "/v1/billing/history", "", READERS),
                new Row("GET", jobs, "", READERS),
                new Row("GET", jobs + "/events", "", READERS),
                new Row("GET", jobs + "/runtime", "", READERS),
                new Row("GET", jobs + "/artifacts", "", READERS),
                new Row("POST", jobs + "/artifacts/" + artifact + "/download", "", READERS),
                new Row("GET", "/v1/job-inputs", "", EnumSet.of(JOBS_READ, JOBS_WRITE)),
                new Row("GET", jobs + "/logs", "", EnumSet.of(LOGS_READ, JOBS_READ)));
    }

    private static Answer send(Row row, String key) {
        return server.send(server.request(row.path(), key).method(row.method(), BodyPublishers.ofString(row.body())));
    }

    @Test
    void eachRouteTakesTheScopesOfItsRowAndNoOther() {
        for (Scope scope : Scope.values()) {
            String key = server.key(scope);
            for (Row row : table()) {
                Answer answer = send(row, key);
                if (row.anyOf().contains(scope)) {
                    assertThat(answer.status())
                            .as(scope + " " + row.path() + answer.text())
                            .isIn(200, 201, 202, 409);
                } else {
                    assertThat(answer.isError(403, "FORBIDDEN").message())
                            .as(row.path())
                            .contains(row.anyOf().iterator().next().published());
                }
            }
        }
    }

    @Test
    void whatIsAnotherWorkspacesIsNotFound() {
        String stranger = server.key(new WorkspaceId("other"), EnumSet.allOf(Scope.class));
        for (Row row : table()) {
            if (row.path().contains(job) || row.path().contains(slot)) {
                assertThat(send(row, stranger).status()).as(row.path()).isEqualTo(404);
            }
        }
        assertThat(server.get("/v1/jobs", stranger).json().get("jobs")).isEmpty();
        assertThat(server.get("/v1/job-inputs", stranger).json().get("inputs")).isEmpty();
    }

    @Test
    void withoutAValidKeyNoRouteDoesAnything() {
        String revoked = server.key(JOBS_READ);
        var keys = server.grid().operations().apiKeys();
        assertThat(keys.list(WorkspaceId.DEFAULT)).isNotEmpty();
        keys.list(WorkspaceId.DEFAULT).stream()
                .filter(key -> revoked.startsWith(key.prefix()))
                .forEach(key -> keys.revoke(WorkspaceId.DEFAULT, key.id()));
        for (String header : List.of(
                "",
                "Bearer",
                "Bearer ",
                "Basic abc",
                "Bearer a b",
                "Bearer jg_" + "A".repeat(43),
                "Bearer " + revoked,
                "Bearer " + "x".repeat(5000))) {
            for (Row row : table()) {
                var request = server.request(row.path(), "").method(row.method(), BodyPublishers.ofString(row.body()));
                Answer answer = server.send(header.isEmpty() ? request : request.header("Authorization", header));
                answer.isError(401, "UNAUTHORIZED");
                assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            }
        }
    }

    @Test
    void theSchemeIsReadInAnyCase() {
        server.send(server.request("/v1/jobs", "").header("Authorization", "bearer " + server.key(JOBS_READ)))
                .is(200);
    }
}
