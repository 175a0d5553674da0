package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.storage.DeferredStorage;
import dev.jobgrid.testkit.storage.MemoryStorage;
import dev.jobgrid.testkit.storage.OutageStorage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server whose store is away for a while. */
class StoreOutageTest {
    private static final Logger LOOPS = Logger.getLogger("dev.jobgrid.internal");
    private static final String ANY = "any";

    private static final OutageStorage STORE =
            new OutageStorage(DeferredStorage.of(new MemoryStorage(), GridServer.STORE_THREADS));

    private static GridServer server;
    private static String key;
    private static String job;
    private static String download;

    /** Asks the store for all keys but one, which is good whatever the store does. */
    private static Optional<Caller> authenticate(String token) {
        return token.equals(ANY)
                ? Optional.of(Caller.owner(WorkspaceId.DEFAULT))
                : server.grid().operations().apiKeys().authenticate(token);
    }

    @BeforeAll
    static void start() throws Exception {
        LOOPS.setLevel(Level.OFF); // they say that they wait
        server = GridServer.start(
                STORE.storage(),
                request -> RunScript.prints("hello").leaving(Map.of("a.bin", new byte[10])),
                builder -> builder.authenticator(StoreOutageTest::authenticate));
        key = server.fullKey();
        job = server.finishedJob(key);
        download = server.downloadUrl(job, "a.bin", key);
    }

    @AfterEach
    void bringItBack() {
        STORE.away(false);
    }

    @AfterAll
    static void stop() {
        server.close();
        LOOPS.setLevel(null);
    }

    private static void assertUnavailable(Answer answer) {
        answer.isError(503, "STORE_UNAVAILABLE");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.text()).doesNotContain("SELECT");
    }

    @Test
    void readsAndWritesAreUnavailableAndSayWhenToComeAgain() {
        STORE.away(true);

        for (String path : List.of(
                "/v1/jobs",
                "/v1/jobs/" + job,
                "/v1/jobs/" + job + "/events",
                "/v1/jobs/" + job + "/logs",
                "/v1/jobs/" + job + "/logs/live",
                "/v1/jobs/" + job + "/runtime",
                "/v1/jobs/" + job + "/artifacts",
                "/v1/job-inputs",
                "/v1/templates",
                "/v1/queue",
                "/v1/nodes",
                "/v1/jobs?name=demo&since=2026-06-11T12:00:00Z",
                "/v1/mcp/jobs",
                "/v1/mcp/jobs/" + job,
                "/v1/mcp/jobs/" + job + "/logs",
                "/v1/mcp/jobs/" + job + "/artifacts")) {
            assertUnavailable(server.send(server.request(path, ANY).header("Accept", "application/json, */*")));
        }
        for (String path : List.of("/v1/jobs", "/v1/mcp/jobs")) {
            assertUnavailable(server.post(path, ANY, GridServer.JOB));
        }
        assertUnavailable(server.post("/v1/jobs/" + job + "/cancel", ANY, ""));
        assertUnavailable(server.post("/v1/jobs/" + job + "/rerun", ANY, ""));
        assertUnavailable(server.post("/v1/job-inputs", ANY, "{\"filename\":\"a\"}"));
        assertUnavailable(server.send(server.request(download, "")));

        STORE.away(false);
        server.post("/v1/jobs", ANY, GridServer.JOB).is(202);
    }

    @Test
    void aKeyThatCannotBeLookedUpIsNotAWrongOne() {
        STORE.away(true);

        assertUnavailable(server.get("/v1/jobs", "jg_unknown-as-of-yet"));
    }

    @Test
    void readinessSaysWhy() {
        STORE.away(true);

        JsonNode answer = server.get("/readyz", "").is(503).json();
        assertThat(answer.path("checks").findValuesAsText("detail")).contains("it was sent away");
        server.get("/healthz", "").is(503);

        STORE.away(false);
        server.get("/readyz", "").is(200);
        server.get("/healthz", "").is(200);
    }

    @Test
    void anOutageDoesNotFillTheLog() {
        STORE.away(true);

        try (FaultLog log = FaultLog.open()) {
            for (int i = 0; i < 20; i++) {
                assertUnavailable(server.get("/v1/jobs", ANY));
            }

            assertThat(log.records()).hasSizeLessThan(3);
        }
    }
}
