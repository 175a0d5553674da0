package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The answers to a client that asks for nothing new, byte for byte but for times. {@code -Djobgrid.golden.write=true}
 * writes them anew: only if each client of the published API may see the change.
 */
class KeptAnswersTest {
    private static final Path FOLDER = Path.of("src/test/resources/answers");
    private static final String NAMED = GridServer.JOB.replaceFirst("\\{", "{\"id\": \"kept-1\", ");

    @Test
    void anEstimateASubmitAndAStatusAreAnsweredAsEver() throws Exception {
        try (GridServer server = GridServer.start()) {
            String key = server.fullKey();
            check("estimate.json", server.post("/v1/jobs/estimate", key, NAMED).is(200));
            check(
                    "estimate-refused.json",
                    server.post("/v1/jobs/estimate", key, "{\"gpu_type\":\"H100\"}")
                            .is(200));
            check("submit.json", server.post("/v1/jobs", key, NAMED).is(202));
            check("submit-refused.json", server.post("/v1/jobs", key, "{}").is(400));
            server.grid().job(new JobId("kept-1")).await(Duration.ofMinutes(1));
            check("status.json", server.get("/v1/jobs/kept-1", key).is(200));
        }
    }

    private static void check(String name, Answer answer) throws IOException {
        String text = answer.text()
                .replaceAll("\"20\\d\\d-[-0-9T:.]+Z\"", "\"TIME\"")
                .replaceAll("\"request_id\":\"[^\"]*\"", "\"request_id\":\"ID\"")
                .replaceAll("\"(duration_ms|wait_duration_seconds|run_duration_ms)\":\\d+", "\"$1\":0");
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("jobgrid.golden.write")) {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        }
        assertThat(text).as(name).isEqualTo(Files.readString(file));
    }
}
