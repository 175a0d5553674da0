package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.sim.RunScript;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LiveLogsTest {
    private static final String[] LINES =
            IntStream.range(0, 2000).mapToObj(i -> "line " + i + " ü").toArray(String[]::new);
    private static final RunScript SLOW =
            RunScript.prints(LINES).lasting(Duration.ofSeconds(2)).exiting(3);
    private static GridServer server;
    private static String key;

    @BeforeAll
    static void start() throws IOException {
        server = GridServer.start(request -> SLOW, builder -> builder);
        key = server.fullKey();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String submit() {
        return server.post("/v1/jobs", key, GridServer.JOB)
                .is(202)
                .json()
                .get("job_id")
                .asText();
    }

    private static HttpRequest.Builder request(String job) {
        return server.request("/v1/jobs/" + job + "/logs/live", key).header("Accept", "text/event-stream");
    }

    private static LiveStream open(String job, String lastEventId) throws Exception {
        return new LiveStream(request(job).header("Last-Event-ID", lastEventId).build());
    }

    private static List<LiveStream.Event> rest(LiveStream stream) throws IOException {
        List<LiveStream.Event> events = new ArrayList<>();
        for (var next = stream.next(); next.isPresent(); next = stream.next()) {
            events.add(next.get());
        }
        return events;
    }

    private static boolean isLine(LiveStream.Event event) {
        return event.name().startsWith("std");
    }

    private static List<Long> ids(List<LiveStream.Event> events) {
        return events.stream()
                .filter(LiveLogsTest::isLine)
                .map(event -> Long.parseLong(event.id()))
                .toList();
    }

    private static List<Long> upTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> (long) i).toList();
    }

    @Test
    void aJobIsFollowedFromItsStartToItsEnd() throws Exception {
        try (LiveStream stream = new LiveStream(request(submit()).build())) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type").orElse("")).startsWith("text/event-stream");
            List<LiveStream.Event> events = rest(stream);

            assertThat(events.get(0).name()).isEqualTo("status");
            assertThat(events).extracting(LiveStream.Event::name).contains("notice");
            assertThat(ids(events)).isEqualTo(upTo(LINES.length));
            assertThat(events.get(events.size() - 1).name()).isEqualTo("terminal");
            assertThat(events.get(events.size() - 1).data())
                    .isEqualTo("{\"exit_code\":3,\"timed_out\":false,\"status\":\"failed\"}");
            assertThat(events.stream()
                            .filter(LiveLogsTest::isLine)
                            .findFirst()
                            .orElseThrow()
                            .data())
                    .contains("\"entry_id\":1,", "\"stream\":\"std");
        }
    }

    @Test
    void aJobThatIsOverIsReplayedAndEnds() throws Exception {
        String job = submit();
        server.grid().job(new JobId(job)).await(Duration.ofMinutes(2));
        try (LiveStream stream = open(job, "1500")) {
            List<LiveStream.Event> events = rest(stream);

            assertThat(ids(events)).startsWith(1501L).hasSize(500);
            assertThat(events.get(events.size() - 1).name()).isEqualTo("terminal");
        }
    }

    @Test
    void readersThatAreGoneAreForgotten() throws Exception {
        String job = submit();
        for (int i = 0; i < 5; i++) {
            open(job, "0").close();
        }

        await("readers that are gone to be forgotten").until(() -> server.liveReaders() == 0);
    }

    @Test
    void whoMayNotReadTheLogMayNotReadItLive() {
        String job = submit();
        String path = "/v1/jobs/" + job + "/logs/live";

        server.get(path, "").isError(401, "UNAUTHORIZED");
        server.get(path, server.key(Scope.JOBS_SUBMIT)).isError(403, "FORBIDDEN");
        server.get(path, server.key(new WorkspaceId("other"), Set.of(Scope.values())))
                .isError(404, "NOT_FOUND");
        server.send(server.request(path, key).header("Accept", "image/png")).isError(406, "INVALID_REQUEST");
        server.send(request(job).header("Last-Event-ID", "x")).isError(400, "INVALID_REQUEST");
    }

    @Test
    void aReaderTooManyIsToldWhenToComeBack() throws Exception {
        try (GridServer full = GridServer.start(
                request -> SLOW, builder -> builder.limits(new HttpLimits(1000, Duration.ofMinutes(1), 0)))) {
            String own = full.fullKey();
            String job = full.post("/v1/jobs", own, GridServer.JOB)
                    .is(202)
                    .json()
                    .get("job_id")
                    .asText();

            Answer refused = full.get("/v1/jobs/" + job + "/logs/live", own).isError(429, "QUEUE_SATURATED");

            assertThat(refused.header("Retry-After")).isEqualTo("10");
        }
    }
}
