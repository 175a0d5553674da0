package dev.jobgrid.client;

import static dev.jobgrid.client.ScriptedServer.cut;
import static dev.jobgrid.client.ScriptedServer.error;
import static dev.jobgrid.client.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads of a grid for one or two requests fail as those of any other do. */
final class BriefGridTest {
    private static final JobId JOB = new JobId("job_1");
    private static final String STATUS =
            "{\"job_id\":\"job_1\",\"status\":\"queued\",\"created_at\":\"2026-06-11T12:00:00Z\"}";
    private static final Duration SHORT = Duration.ofMillis(500);

    private final ScriptedServer server = new ScriptedServer();
    private final CountDownLatch ended = new CountDownLatch(1);

    BriefGridTest() throws IOException {}

    @AfterEach
    void close() {
        ended.countDown();
        server.close();
    }

    private RemoteGridBuilder to(ScriptedServer server) {
        return RemoteGridBuilder.to(server.url(), new Secret("jg_s3cret"))
                .clock(new RecordingClock())
                .brief();
    }

    @Test
    void aReadIsRetriedUntilItSucceeds() {
        server.replying(
                error(503, "MAINTENANCE_ACTIVE"), cut(200, new byte[3], 100), json(502, "<html>"), json(200, STATUS));

        try (JobGrid grid = to(server).build()) {
            assertThat(grid.status(JOB).id()).isEqualTo(JOB);
        }
        assertThat(server.requests()).hasSize(4).allSatisfy(got -> {
            assertThat(got.header("Authorization")).isEqualTo("Bearer jg_s3cret");
            assertThat(got.header("Accept")).isEqualTo("application/json");
        });
    }

    @Test
    void aRefusalIsReadWhole() {
        server.replying(error(429, "JOB_RATE_LIMITED", "Retry-After", "600"));

        try (JobGrid grid = to(server).build()) {
            assertThatThrownBy(() -> grid.status(JOB)).isInstanceOfSatisfying(JobGridException.class, refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.JOB_RATE_LIMITED);
                assertThat(refusal.retryAfter()).contains(Duration.ofMinutes(10));
            });
        }
    }

    @Test
    void aSilentServerIsGivenUp() {
        server.replying(exchange -> await());

        try (JobGrid grid = to(server).responseTimeout(SHORT).build()) {
            assertThatThrownBy(() -> grid.status(JOB))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("GET /v1/jobs/job_1");
        }
    }

    @Test
    void aStalledResponseIsGivenUp() {
        server.replying(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        });

        try (JobGrid grid = to(server).responseTimeout(SHORT).build()) {
            assertThatThrownBy(() -> grid.status(JOB)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void aRedirectIsNotFollowedForTheKeyIsForThisServer() throws IOException {
        try (ScriptedServer other = new ScriptedServer().replying(json(200, STATUS));
                JobGrid grid = to(server).build()) {
            server.replying(json(302, "", "Location", other.url() + "/v1/jobs/job_1"));

            assertThatThrownBy(() -> grid.status(JOB)).hasMessageContaining("302");
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void aClosedGridSaysSo() {
        JobGrid grid = to(server).build();
        grid.close();

        assertThatThrownBy(() -> grid.status(JOB)).hasMessageContaining("closed");
    }

    private void await() throws IOException {
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
