package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Environment;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RerunTest {
    private static final String JOB =
            GridServer.JOB.replaceFirst("\\{", "{\"environment\": {\"TOKEN\": \"s3cret-1\", \"DEBUG\": \"1\"}, ");

    private static GridServer server;
    private static String key;
    private static String job;

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start();
        key = server.fullKey();
        job = server.post("/v1/jobs", key, JOB).is(202).json().get("job_id").asText();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer rerun(String body) {
        return server.post("/v1/jobs/" + job + "/rerun", key, body);
    }

    private static Environment environment(Answer answer) {
        JobId id = new JobId(answer.is(202).json().get("job_id").asText());
        return server.grid().status(id).spec().environment();
    }

    @Test
    void theEnvironmentIsKeptWhereNoResponseShowsIt() {
        Answer answer =
                server.send(server.request("/v1/jobs/" + job + "/rerun", key).POST(BodyPublishers.noBody()));

        assertThat(environment(answer)).isEqualTo(new Environment(Map.of("TOKEN", "s3cret-1", "DEBUG", "1")));
        assertThat(answer.text()).doesNotContain("s3cret");
    }

    @Test
    void namedVariablesAreSetAndNullsRemoved() {
        Answer answer = rerun("{\"name\":\"again\",\"environment\":{\"DEBUG\":null,\"RATE\":\"2\"}}");

        assertThat(environment(answer)).isEqualTo(new Environment(Map.of("TOKEN", "s3cret-1", "RATE", "2")));
        JsonNode status = server.get("/v1/jobs/" + answer.json().get("job_id").asText(), key)
                .is(200)
                .json();
        assertThat(status.get("name").asText()).isEqualTo("again");
    }

    @Test
    void theFirstEventNamesTheOriginal() {
        String id = rerun("{}").is(202).json().get("job_id").asText();

        assertThat(server.get("/v1/jobs/" + id + "/events", key)
                        .json()
                        .at("/items/0/message")
                        .asText())
                .contains("rerun of job " + job);
    }

    @Test
    void wrongChangesAreRefusedWithTheFieldAndTheWayOut() {
        assertThat(rerun("{\"gpu_cuont\":2}").isError(400, "INVALID_REQUEST").message())
                .contains("gpu_cuont", "did you mean 'gpu_count'");
        assertThat(rerun("{\"gpu_count\":0}").isError(400, "INVALID_REQUEST").message())
                .contains("gpu_count", "0", "from 1");
        assertThat(rerun("{\"timeout_seconds\":null}")
                        .isError(400, "INVALID_REQUEST")
                        .message())
                .contains("timeout_seconds", "submit a new job");
        assertThat(rerun("{\"input_files\":[\"inp_gone\"]}")
                        .isError(404, "JOB_INPUT_NOT_FOUND")
                        .message())
                .contains("inp_gone");
        rerun("[]").isError(400, "INVALID_REQUEST");
        rerun("{\"gpu_count\":64}").isError(409, "CONFLICT");
        server.post("/v1/jobs/nobody/rerun", key, "{}").isError(404, "NOT_FOUND");
    }

    @Test
    void aKeyIsForOneRerunAndItsChanges() {
        String path = "/v1/jobs/" + job + "/rerun";
        Answer first = keyed(path, "{}").is(202);
        Answer again = keyed(path, "").is(202);

        assertThat(again.json().get("job_id")).isEqualTo(first.json().get("job_id"));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        keyed(path, "{\"name\":\"other\"}").isError(422, "INVALID_REQUEST");
    }

    private static Answer keyed(String path, String body) {
        return server.send(server.request(path, key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "rerun-key")
                .POST(BodyPublishers.ofString(body)));
    }
}
