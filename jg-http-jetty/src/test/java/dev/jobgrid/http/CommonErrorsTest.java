package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.storage.MemoryStorage;
import dev.jobgrid.testkit.storage.OutageStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The reference's table of common errors (§13): each row happens for real, over HTTP, with a message that helps. */
final class CommonErrorsTest {

    private static final String IMAGE = "\"image\":\"pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime\"";
    private static GridServer server;
    private static String key;

    /** One row: what is sent, and what a message about it has to name. */
    private record Row(int status, ErrorCode code, String named, Supplier<Answer> call) {}

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start();
        key = server.fullKey();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer submit(String more) {
        return server.post("/v1/jobs", key, "{\"name\":\"demo\",\"workload_type\":\"batch\"," + more + "}");
    }

    private static List<Row> rows() {
        return List.of(
                new Row(401, ErrorCode.UNAUTHORIZED, "API key", () -> server.get("/v1/jobs", "jg_nobody")),
                new Row(402, ErrorCode.INSUFFICIENT_FUNDS, "top up", CommonErrorsTest::nothingToPayWith),
                new Row(
                        403,
                        ErrorCode.FORBIDDEN,
                        "jobs:submit",
                        () -> server.post("/v1/jobs", server.key(Scope.JOBS_READ), GridServer.JOB)),
                new Row(400, ErrorCode.INVALID_REQUEST, "line 1", () -> server.post("/v1/jobs", key, "{nonsense")),
                new Row(400, ErrorCode.INVALID_REQUEST, "precision", () -> submit(IMAGE + ",\"precision\":\"fp13\"")),
                new Row(
                        400,
                        ErrorCode.INVALID_EXPECTED_ARTIFACT,
                        "expected_artifacts",
                        () -> submit(IMAGE + ",\"expected_artifacts\":[\"../etc/passwd\"]")),
                new Row(404, ErrorCode.NOT_FOUND, "nobody", () -> server.get("/v1/jobs/nobody", key)),
                new Row(
                        404,
                        ErrorCode.JOB_INPUT_NOT_FOUND,
                        "inp_nothing",
                        () -> submit(IMAGE + ",\"input_files\":[{\"input_id\":\"inp_nothing\"}]")),
                new Row(409, ErrorCode.CONFLICT, "completed", CommonErrorsTest::cancelTooLate),
                new Row(409, ErrorCode.JOB_INPUT_NOT_READY, "input_files", CommonErrorsTest::submitTooSoon),
                new Row(409, ErrorCode.ARTIFACT_NOT_READY, "artifact", CommonErrorsTest::downloadOfLostBytes),
                new Row(409, ErrorCode.LAUNCH_PLAN_UNAVAILABLE, "no place was free", CommonErrorsTest::planWithoutRoom),
                new Row(409, ErrorCode.LAUNCH_PLAN_ENDED, "was given back", CommonErrorsTest::goTooLate),
                new Row(422, ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED, "image", () -> submit("\"image\":\"alpine\"")),
                new Row(
                        422,
                        ErrorCode.ACCELERATOR_REQUIREMENT_UNSPECIFIED,
                        "GPU",
                        () -> submit("\"image\":\"acme/unknown:1\",\"command\":[\"run\"]")),
                new Row(429, ErrorCode.QUEUE_SATURATED, "no more", CommonErrorsTest::readerTooMany),
                new Row(
                        429,
                        ErrorCode.USER_CONCURRENT_LIMIT,
                        "1 jobs",
                        () -> submitUnder(AdmissionLimits.NONE.withConcurrentJobs(1))),
                new Row(
                        429,
                        ErrorCode.JOB_RATE_LIMITED,
                        "1 jobs a minute",
                        () -> submitUnder(AdmissionLimits.NONE.withSubmitsPerMinute(1))),
                new Row(
                        429,
                        ErrorCode.QUEUE_SATURATED,
                        "holds 1 jobs",
                        () -> submitUnder(AdmissionLimits.NONE.withQueuedJobs(1))),
                new Row(
                        503,
                        ErrorCode.MAINTENANCE_ACTIVE,
                        "back at noon",
                        () -> closed(GridPart.JOBS, (on, own) -> on.post("/v1/jobs", own, GridServer.JOB))),
                new Row(
                        503,
                        ErrorCode.JOB_INPUTS_UNAVAILABLE,
                        "back at noon",
                        () -> closed(
                                GridPart.INPUTS, (on, own) -> on.post("/v1/job-inputs", own, "{\"filename\":\"a\"}"))),
                new Row(
                        503,
                        ErrorCode.ARTIFACTS_UNAVAILABLE,
                        "back at noon",
                        () -> closed(GridPart.ARTIFACTS, CommonErrorsTest::downloadLink)),
                new Row(503, ErrorCode.STORE_UNAVAILABLE, "try again", CommonErrorsTest::storeThatIsAway),
                new Row(500, ErrorCode.INTERNAL_ERROR, "request_id", CommonErrorsTest::brokenStore));
    }

    /** Submits jobs that run for an hour until one is refused, and looks that the answer says when to come again. */
    private static Answer submitUnder(AdmissionLimits limits) {
        RunScript endless = RunScript.prints().lasting(Duration.ofHours(1));
        try (GridServer limited =
                GridServer.with(parts -> parts.admission(AdmissionPolicy.of(limits)), run -> endless)) {
            String own = limited.fullKey();
            Answer answer = limited.post("/v1/jobs", own, GridServer.JOB).is(202);
            // At most one runs, one waits and one is refused.
            for (int i = 0; i < 3 && answer.status() == 202; i++) {
                answer = limited.post("/v1/jobs", own, GridServer.JOB);
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer closed(GridPart part, BiFunction<GridServer, String, Answer> call) {
        try (GridServer closing = GridServer.start()) {
            String own = closing.fullKey();
            finished(closing, own);
            closing.grid().operations().maintenance().close(part, "we move house and are back at noon");
            return call.apply(closing, own);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer downloadLink(GridServer on, String own) {
        String job = on.get("/v1/jobs", own).json().at("/jobs/0/job_id").asText();
        String artifact = on.get("/v1/jobs/" + job + "/artifacts", own)
                .json()
                .at("/artifacts/0/artifact_id")
                .asText();
        return on.post("/v1/jobs/" + job + "/artifacts/" + artifact + "/download", own, "");
    }

    private static Answer cancelTooLate() {
        return server.post("/v1/jobs/" + finished(server, key) + "/cancel", key, "");
    }

    private static String finished(GridServer on, String with) {
        try {
            return on.finishedJob(with);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer submitTooSoon() {
        JsonNode slot = server.post("/v1/job-inputs", key, "{\"filename\":\"a\"}")
                .is(201)
                .json();
        return submit(IMAGE + ",\"input_files\":[\""
                + slot.get("upload").get("input_id").asText() + "\"]");
    }

    private static Answer nothingToPayWith() {
        try (GridServer paying = GridServer.paying()) {
            return paying.post("/v1/jobs", paying.fullKey(), GridServer.JOB);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer readerTooMany() {
        try (GridServer full =
                GridServer.start(builder -> builder.limits(new HttpLimits(10, HttpLimits.DEFAULT.urlLifetime(), 0)))) {
            String own = full.fullKey();
            return full.get("/v1/jobs/" + finished(full, own) + "/logs/live", own);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer downloadOfLostBytes() {
        MemoryStorage storage = new MemoryStorage();
        return download(new WithBlobs(storage, new LostBlobs(storage.blobs())));
    }

    private static Answer storeThatIsAway() {
        OutageStorage store = new OutageStorage(new MemoryStorage());
        try (GridServer other = GridServer.start(store.storage(), request -> RunScript.prints(), builder -> builder)) {
            String own = other.fullKey();
            store.away(true);
            return other.get("/v1/jobs", own);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer brokenStore() {
        MemoryStorage storage = new MemoryStorage();
        return download(new WithBlobs(storage, new FailingBlobs(storage.blobs(), 0)));
    }

    private static Answer download(Storage storage) {
        RunScript script = RunScript.prints().leaving(Map.of("lost.bin", new byte[10]));
        try (GridServer other = GridServer.start(storage, request -> script, builder -> builder)) {
            String own = other.fullKey();
            String url = other.downloadUrl(finished(other, own), "lost.bin", own);
            return other.send(other.request(url, ""));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stores everything, and has none of it any more. */
    private record LostBlobs(BlobStore store) implements BlobStore {
        @Override
        public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
            return store.put(key, body, limitBytes);
        }

        @Override
        public InputStream open(BlobKey key, long offset, long length) throws IOException {
            throw new NoSuchFileException(key.toString());
        }

        @Override
        public Optional<Long> size(BlobKey key) {
            return Optional.empty();
        }

        @Override
        public void delete(BlobKey key) throws IOException {
            store.delete(key);
        }

        @Override
        public Page list(String after, int limit) throws IOException {
            return store.list(after, limit);
        }
    }

    private static Answer planWithoutRoom() {
        try (GridServer full = GridServer.start()) {
            String own = full.fullKey();
            full.post("/v1/launch-plans", own, GridServer.JOB).is(201);
            return full.post("/v1/launch-plans", own, GridServer.JOB.replaceFirst("\\{", "{\"wait_seconds\": 0,"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer goTooLate() {
        try (GridServer one = GridServer.start()) {
            String own = one.fullKey();
            String id = one.post("/v1/launch-plans", own, GridServer.JOB)
                    .is(201)
                    .json()
                    .get("launch_plan_id")
                    .asText();
            one.delete("/v1/launch-plans/" + id, own).is(200);
            return one.post("/v1/jobs", own, "{\"launch_plan_id\":\"" + id + "\"}");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    List<DynamicTest> eachRowHappens() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : rows()) {
            tests.add(DynamicTest.dynamicTest(row.status() + " " + row.code() + " " + row.named(), () -> {
                Answer answer =
                        row.call().get().isError(row.status(), row.code().name());

                assertThat(answer.message()).contains(row.named()).hasSizeGreaterThan(20);
                boolean waits = row.status() == 429 || row.status() == 503;
                assertThat(answer.header("Retry-After")).matches(waits ? "[1-9][0-9]*" : "");
            }));
        }
        return tests;
    }

    @Test
    void noCodeIsLeftOut() {
        EnumSet<ErrorCode> told = EnumSet.noneOf(ErrorCode.class);
        rows().forEach(row -> told.add(row.code()));

        assertThat(told).containsExactlyInAnyOrder(ErrorCode.values());
    }

    @Test
    void whoCannotLookAtTokensNowSaysSoAndWhenToComeAgain() throws Exception {
        Secret service = new Secret("service-".repeat(5));
        try (GridServer server =
                GridServer.start(builder -> builder.serviceKeys(service).authenticator(token -> {
                    throw new JobGridException(
                            "the identity provider is gone", new IllegalStateException("of its inside"));
                }))) {
            for (Answer answer : List.of(
                    server.get("/v1/jobs", "any"),
                    server.post("/oauth/introspect", service.value(), "{\"token\":\"any\"}"))) {
                answer.isError(503, "INTERNAL_ERROR");
                assertThat(answer.header("Retry-After")).isEqualTo("5");
                assertThat(answer.text()).doesNotContain("inside", "provider");
            }
        }
    }
}
