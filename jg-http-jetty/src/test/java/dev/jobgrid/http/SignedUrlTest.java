package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignedUrlTest {
    private static final byte[] BYTES = {1, 2, 3};

    private static GridServer server;
    private static String key;
    private static String job;

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start(builder -> builder.limits(new HttpLimits(1000, Duration.ofMinutes(15))));
        key = server.fullKey();
        job = server.finishedJob(key);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode slot() {
        return server.post("/v1/job-inputs", key, "{\"filename\":\"a.txt\"}")
                .is(201)
                .json()
                .get("upload");
    }

    private static String uploadUrl() {
        return slot().get("upload_url").asText();
    }

    private static String downloadUrl() {
        return server.downloadUrl(job, "result.txt", key);
    }

    private static String parameter(String url, String name) {
        return url.replaceAll(".*[?&]" + name + "=([^&]*).*", "$1");
    }

    @Test
    void anUploadUrlThatWasChangedInAnyWayIsForbidden() {
        String url = uploadUrl();
        String other = uploadUrl();
        String expires = parameter(url, "expires");
        String signature = parameter(url, "signature");
        String otherFirst = signature.startsWith("_") ? "x" : "_";
        for (String forged : List.of(
                url.replace("expires=" + expires, "expires=" + (Long.parseLong(expires) + 1)),
                url.replace("key=", "key=x"),
                url.replace("signature=" + signature, "signature=" + otherFirst + signature.substring(1)),
                url.replaceAll("&signature=.*", ""),
                url.replaceAll("\\?.*", ""),
                url.replace("/default/", "/another/"),
                other.replaceAll("\\?.*", "") + url.replaceAll("[^?]*\\?", "?"),
                url.replace("expires=", "expires=-"),
                url.replace("expires=" + expires, "expires=99999999999999999999"))) {
            server.put(forged, BYTES).isError(403, "FORBIDDEN");
        }
        server.put(url, BYTES).is(200);
    }

    @Test
    void aUrlOfOneGridIsGoodAtAnotherOnTheSameStore() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        RunScript script = RunScript.prints("hello").leaving(Map.of("out/result.txt", BYTES));
        try (GridServer one = GridServer.start(storage, request -> script, builder -> builder);
                GridServer other = GridServer.start(storage, request -> script, builder -> builder)) {
            String owner = one.fullKey();
            String upload = one.post("/v1/job-inputs", owner, "{\"filename\":\"a.txt\"}")
                    .is(201)
                    .json()
                    .at("/upload/upload_url")
                    .asText();
            other.put(upload.replace(one.url(), other.url()), BYTES).is(200);

            String download = one.downloadUrl(one.finishedJob(owner), "result.txt", owner);
            assertThat(other.get(download.replace(one.url(), other.url()), "")
                            .is(200)
                            .bytes())
                    .isEqualTo(BYTES);
        }
    }

    @Test
    void anUploadUrlIsNotGoodForAnotherMethodNorADownloadUrlForAnUpload() {
        server.get(uploadUrl(), "").isError(405, "INVALID_REQUEST");
        String download = downloadUrl();
        server.put(download, BYTES).isError(405, "INVALID_REQUEST");
        String query = download.substring(download.indexOf('?'));
        server.put(uploadUrl().replaceAll("\\?.*", "") + query, BYTES).isError(403, "FORBIDDEN");
    }

    @Test
    void aDownloadUrlOpensItsOwnArtifactOnly() {
        String url = downloadUrl();
        String empty = server.downloadUrl(job, "empty.bin", key);
        String query = url.substring(url.indexOf('?'));

        server.get(empty.substring(0, empty.indexOf('?')) + query, "").isError(403, "FORBIDDEN");
        server.get(url.replace("/default/", "/another/"), "").isError(403, "FORBIDDEN");
        server.get(url.replace(job, "job-2"), "").isError(403, "FORBIDDEN");
        server.get(url.substring(0, url.indexOf('?')), key).isError(403, "FORBIDDEN");
        server.get(url, "").is(200);
    }

    @Test
    void urlsExpire() throws Exception {
        SettableClock clock = new SettableClock(Instant.now());
        try (GridServer other = GridServer.start(builder -> builder.clock(clock))) {
            String otherKey = other.fullKey();
            String download = other.downloadUrl(other.finishedJob(otherKey), "result.txt", otherKey);
            String upload = other.post("/v1/job-inputs", otherKey, "{\"filename\":\"a\"}")
                    .json()
                    .at("/upload/upload_url")
                    .asText();
            clock.advance(Duration.ofMinutes(14));
            other.get(download, "").is(200);
            clock.advance(Duration.ofMinutes(2));

            assertThat(other.get(download, "").isError(403, "FORBIDDEN").message())
                    .contains("expired");
            assertThat(other.put(upload, BYTES).isError(403, "FORBIDDEN").message())
                    .contains("expired");
        }
    }

    @Test
    void theAnswerTellsWhenADownloadUrlExpires() {
        Instant before = Instant.now();
        JsonNode answer = server.post(
                        "/v1/jobs/" + job + "/artifacts/"
                                + server.get("/v1/jobs/" + job + "/artifacts", key)
                                        .json()
                                        .at("/artifacts/0/artifact_id")
                                        .asText()
                                + "/download",
                        key,
                        "")
                .json();

        assertThat(Instant.parse(answer.get("expires_at").asText()))
                .isBetween(before.plusSeconds(899), Instant.now().plusSeconds(900));
        assertThat(parameter(answer.get("url").asText(), "expires"))
                .isEqualTo("" + Instant.parse(answer.get("expires_at").asText()).getEpochSecond());
    }

    @Test
    void anUploadMayBeSentAgainUntilItIsCompleted() {
        JsonNode slot = slot();
        String url = slot.get("upload_url").asText();
        server.put(url, BYTES).is(200);
        server.put(url, new byte[] {9}).is(200);
        String complete = "{\"token\":\"" + slot.get("token").asText() + "\",\"size_bytes\":1}";
        server.post(slot.get("complete_url").asText(), key, complete).is(200);

        server.put(url, BYTES).isError(409, "CONFLICT");
        server.post(slot.get("complete_url").asText(), key, complete).is(200);
    }

    @Test
    void anUploadOverTheLimitIsTooLargeHoweverItIsSent() {
        server.put(uploadUrl(), new byte[1000]).is(200);
        assertThat(server.put(uploadUrl(), new byte[1001])
                        .isError(413, "INVALID_REQUEST")
                        .message())
                .contains("1000");
        server.send(server.request(uploadUrl(), "")
                        .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[1001]))))
                .isError(413, "INVALID_REQUEST");
    }

    @Test
    void theGridsOwnUploadLimitIsAnsweredAlike() throws Exception {
        try (GridServer wide = GridServer.start()) {
            String wideKey = wide.fullKey();
            String url = wide.post("/v1/job-inputs", wideKey, "{\"filename\":\"a\"}")
                    .json()
                    .at("/upload/upload_url")
                    .asText();

            assertThat(wide.put(url, new byte[(1 << 20) + 1])
                            .isError(413, "INVALID_REQUEST")
                            .message())
                    .contains("1048576");
            wide.put(url, new byte[1 << 20]).is(200);
        }
    }

    @Test
    void anUploadUrlWorksInItsOwnersWorkspaceOnly() {
        String guest = server.key(new WorkspaceId("guests"), EnumSet.of(Scope.JOBS_SUBMIT, Scope.JOBS_READ));
        JsonNode slot = server.post("/v1/job-inputs", guest, "{\"filename\":\"g.txt\"}")
                .is(201)
                .json()
                .get("upload");
        server.put(slot.get("upload_url").asText(), BYTES).is(200);

        assertThat(server.get("/v1/job-inputs", guest).json().get("inputs")).hasSize(1);
        assertThat(server.get("/v1/job-inputs", key).json().toString())
                .doesNotContain(slot.get("input_id").asText());
        server.post(
                        slot.get("complete_url").asText(),
                        key,
                        "{\"token\":\"" + slot.get("token").asText() + "\"}")
                .isError(404, "JOB_INPUT_NOT_FOUND");
    }
}
