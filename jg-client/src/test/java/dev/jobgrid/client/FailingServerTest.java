package dev.jobgrid.client;

import static dev.jobgrid.client.ScriptedServer.cut;
import static dev.jobgrid.client.ScriptedServer.error;
import static dev.jobgrid.client.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.jobgrid.Feed;
import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadSource;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.wire.client.FilesReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the client does when the network or the server does not do well. Its patience and its waits run on a clock of the
 * test's, and its other time-outs are far longer than a slow machine takes, but where a server stands still for good.
 */
final class FailingServerTest {
    private static final JobId JOB = new JobId("job_1");
    private static final String KEY = "jg_NeverToBePrintedNeverToBePrintedNeverToBePr";
    private static final String STATUS =
            "{\"job_id\":\"job_1\",\"status\":\"queued\",\"created_at\":\"2026-06-11T12:00:00Z\"}";
    private static final String TAKEN =
            "{\"job_id\":\"job_1\",\"status\":\"queued\",\"queued_at\":\"2026-06-11T12:00:00Z\"}";
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final byte[] BYTES = "0123456789abcdefghij".getBytes(StandardCharsets.UTF_8);

    private final ScriptedServer server = new ScriptedServer();
    private final RecordingClock clock = new RecordingClock();
    private JobGrid grid = connect(Duration.ofSeconds(10));

    FailingServerTest() throws IOException {}

    private JobGrid connect(Duration patience) {
        return connect(server, patience);
    }

    private JobGrid connect(ScriptedServer server, Duration patience) {
        return to(server).maxRetryDuration(patience).build();
    }

    private RemoteGridBuilder to(ScriptedServer server) {
        return RemoteGridBuilder.to(server.url(), new Secret(KEY)).clock(clock);
    }

    @AfterEach
    void close() {
        grid.close();
        server.close();
    }

    private static Draft draft() {
        return Draft.of(
                JobSpec.builder("demo", "acme/cuda:1", WorkloadType.BATCH).build());
    }

    private static JobGridException refusal(Runnable call) {
        Throwable thrown = catchThrowable(call::run);
        assertThat(thrown).isInstanceOf(JobGridException.class);
        return (JobGridException) thrown;
    }

    @Test
    void theFacadeConnectsThroughThisClient() {
        server.replying(json(200, STATUS));

        try (JobGrid found = JobGrid.connect(server.url(), new Secret(KEY))) {
            assertThat(found.status(JOB).id()).isEqualTo(JOB);
        }
    }

    @Test
    void aReadIsTriedAgainUntilItIsAnswered() {
        server.replying(
                error(503, "MAINTENANCE_ACTIVE"), cut(200, new byte[3], 100), json(502, "<html>"), json(200, STATUS));

        assertThat(grid.status(JOB).id()).isEqualTo(JOB);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void whenThePatienceEndsTheLastFailureIsTold() {
        server.replying(error(503, "MAINTENANCE_ACTIVE"));
        grid = connect(Duration.ofMillis(600));

        assertThat(refusal(() -> grid.status(JOB)).code()).isEqualTo(ErrorCode.MAINTENANCE_ACTIVE);
        assertThat(server.requests()).hasSizeBetween(2, 3);
        assertThat(clock.waits()).hasSize(server.requests().size() - 1);
        assertThat(Duration.ofNanos(clock.nanoTime())).isLessThan(Duration.ofMillis(600));
    }

    @Test
    void aWaitThatIsLongerThanThePatienceIsLeftToTheCaller() {
        server.replying(error(429, "JOB_RATE_LIMITED", "Retry-After", "600"));

        JobGridException refused = refusal(() -> grid.submit(draft(), SubmitOptions.NONE));

        assertThat(refused.code()).isEqualTo(ErrorCode.JOB_RATE_LIMITED);
        assertThat(refused.retryAfter()).contains(Duration.ofMinutes(10));
        assertThat(server.requests()).hasSize(1);
        assertThat(clock.waits()).isEmpty();
    }

    @Test
    void theServersOwnWaitIsKept() {
        server.replying(error(429, "JOB_RATE_LIMITED", "Retry-After", "1"), json(202, TAKEN));

        grid.submit(draft(), SubmitOptions.NONE);

        assertThat(clock.waits()).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void aSubmitIsTriedAgainUnderOneKey() {
        server.replying(cut(202, new byte[0], 10), json(202, TAKEN, "Idempotent-Replayed", "true"));

        Receipt receipt = grid.submit(draft(), SubmitOptions.NONE);

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests())
                .extracting(got -> got.header("Idempotency-Key"))
                .allSatisfy(key -> assertThat(key).isNotEmpty())
                .satisfies(keys -> assertThat(keys.get(0)).isEqualTo(keys.get(1)));
        // It is a replay of this very submit, which the caller made once.
        assertThat(receipt.replayed()).isFalse();
    }

    @Test
    void aCancelThatMayHaveArrivedIsNotSentAgain() {
        server.replying(cut(200, new byte[0], 10));
        assertThatThrownBy(() -> grid.cancel(JOB, "")).isInstanceOf(UncheckedIOException.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() {
        CountDownLatch never = new CountDownLatch(1);
        server.replying(exchange -> awaitQuietly(never));
        grid = to(server).responseTimeout(SHORT).maxRetryDuration(Duration.ZERO).build();

        assertThatThrownBy(() -> grid.status(JOB))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("GET /v1/jobs/job_1");
    }

    @Test
    void anAnswerThatStandsStillIsGivenUp() {
        CountDownLatch never = new CountDownLatch(1);
        server.replying(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitQuietly(never);
        });
        grid = to(server).idleTimeout(SHORT).maxRetryDuration(Duration.ZERO).build();

        assertThatThrownBy(() -> grid.status(JOB)).hasMessageContaining("the response stalled");
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aServerThatIsNotThereIsNamedAndTheKeyIsNot() {
        server.close();
        grid = connect(Duration.ZERO);

        Throwable thrown = catchThrowable(() -> grid.status(JOB));

        assertThat(thrown).hasMessageContaining(server.url().toString());
        assertThat(printed(thrown)).doesNotContain(KEY);
        assertThat(grid.toString()).doesNotContain(KEY);
        assertThat(grid.isHealthy()).isFalse();
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void aRedirectIsNotFollowedForTheKeyIsForThisServer() throws IOException {
        try (ScriptedServer other = new ScriptedServer().replying(json(200, STATUS))) {
            server.replying(json(302, "", "Location", other.url() + "/v1/jobs/job_1"));

            assertThat(refusal(() -> grid.status(JOB)).getMessage()).contains("302");
            assertThat(other.requests()).isEmpty();
        }
    }

    private String download() {
        return download(server, "");
    }

    private static String download(ScriptedServer server, String sha256) {
        return "{\"artifact\":{\"artifact_id\":\"art_1\",\"job_id\":\"job_1\",\"filename\":\"f\",\"size_bytes\":20,"
                + (sha256.isEmpty() ? "" : "\"sha256\":\"" + sha256 + "\",")
                + "\"created_at\":\"2026-06-11T12:00:00Z\"},\"url\":\"" + server.url()
                + "/signed?x=1\",\"expires_at\":\"2026-06-11T12:15:00Z\"}";
    }

    private static ScriptedServer.Reply range(int from) {
        return exchange -> {
            byte[] part = Arrays.copyOfRange(BYTES, from, BYTES.length);
            exchange.sendResponseHeaders(206, part.length);
            exchange.getResponseBody().write(part);
        };
    }

    @Test
    void aDownloadThatBreaksGoesOnWhereItBroke() throws IOException {
        server.replying(
                json(200, download()),
                cut(200, Arrays.copyOf(BYTES, 7), BYTES.length),
                json(500, ""),
                error(403, "FORBIDDEN"),
                json(200, download()),
                range(7));

        try (ArtifactDownload download = grid.artifacts(JOB).open(new ArtifactId("art_1"))) {
            assertThat(download.body().readAllBytes()).isEqualTo(BYTES);
        }
        List<ScriptedServer.Got> signed = server.requests().stream()
                .filter(got -> got.path().startsWith("/signed"))
                .toList();
        assertThat(signed).extracting(got -> got.header("Authorization")).containsOnly("");
        assertThat(signed.get(signed.size() - 1).header("Range")).isEqualTo("bytes=7-");
    }

    private static final String OTHER = "0".repeat(64);

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ScriptedServer.Reply tagged(String etag, ScriptedServer.Reply reply) {
        return exchange -> {
            exchange.getResponseHeaders().set("ETag", etag);
            reply.answer(exchange);
        };
    }

    @Test
    void theRestOfADownloadIsAskedForByWhatBegan() throws IOException {
        server.replying(
                json(200, download()),
                tagged("\"one\"", cut(200, Arrays.copyOf(BYTES, 7), BYTES.length)),
                tagged("\"one\"", range(7)));

        try (ArtifactDownload download = grid.artifacts(JOB).open(new ArtifactId("art_1"))) {
            assertThat(download.body().readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(server.requests().get(2).header("If-Range")).isEqualTo("\"one\"");
    }

    /** As when another attempt of the job leaves a file of the same name while its artifact is read. */
    @Test
    void bytesOfAnotherArtifactAreNotPutBehindThoseOfTheFirst() throws IOException {
        ScriptedServer.Reply begun = tagged("\"one\"", cut(200, Arrays.copyOf(BYTES, 7), BYTES.length));
        byte[] other = new byte[BYTES.length];
        for (List<ScriptedServer.Reply> then : List.of(
                // A store that knows If-Range sends all of the other.
                List.of(tagged("\"two\"", exchange -> {
                    exchange.sendResponseHeaders(200, other.length);
                    exchange.getResponseBody().write(other);
                })),
                // One that does not, the range.
                List.of(tagged("\"two\"", range(7))),
                // The address has expired, and the new one is for another.
                List.of(error(403, "FORBIDDEN"), json(200, download(server, OTHER)), range(7)))) {
            try (ScriptedServer failing = new ScriptedServer()) {
                failing.replying(json(200, download(failing, sha256(BYTES))), begun)
                        .replying(then.toArray(ScriptedServer.Reply[]::new));
                JobGrid reader = connect(failing, Duration.ofSeconds(10));
                try (ArtifactDownload download = reader.artifacts(JOB).open(new ArtifactId("art_1"))) {
                    assertThatThrownBy(() -> download.body().readAllBytes())
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("art_1 was replaced");
                }
            }
        }
    }

    @Test
    void bytesThatAreNotTheArtifactsAreNotTakenForThem() throws IOException {
        server.replying(json(200, download(server, OTHER)), exchange -> {
            exchange.sendResponseHeaders(200, BYTES.length);
            exchange.getResponseBody().write(BYTES);
        });

        try (ArtifactDownload download = grid.artifacts(JOB).open(new ArtifactId("art_1"))) {
            assertThatThrownBy(() -> download.body().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("art_1 was replaced");
        }
    }

    @Test
    void aDownloadThatNeverComesEndsWithThePatience() throws IOException {
        server.replying(json(200, download()), json(500, ""));
        grid = connect(Duration.ofMillis(600));

        try (ArtifactDownload download = grid.artifacts(JOB).open(new ArtifactId("art_1"))) {
            assertThatThrownBy(() -> download.body().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    private static final JobInput.InputFile FILE = new JobInput.InputFile("f", "text/plain", InputKind.INPUT);

    private String slot() {
        return "{\"upload\":{\"input_id\":\"inp_1\",\"upload_url\":\"" + server.url() + "/put\",\"complete_url\":\""
                + server.url() + "/complete\",\"token\":\"t\",\"expires_at\":\"2026-06-11T12:15:00Z\"}}";
    }

    @Test
    void anUploadWhoseSourceFailsSaysSo() throws IOException {
        server.replying(json(201, slot()), json(200, ""));
        JobInput input = grid.inputs().create(FILE).input();
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };

        assertThatThrownBy(() -> grid.inputs().upload(input.id(), broken)).hasMessage("the disk is gone");
    }

    @Test
    void anUploadThatStandsStillIsGivenUp() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        server.replying(exchange -> awaitQuietly(never));
        Timeouts usual = Timeouts.DEFAULT;
        Timeouts timeouts = new Timeouts(usual.connect(), usual.response(), SHORT, usual.maxRetryDuration());
        // The slot is not asked for, since the short time-out would count for that answer too.
        FilesReader.Slot slot = FilesReader.slot(slot().getBytes(StandardCharsets.UTF_8), FILE);

        try (Server connection =
                new Server(server.url(), new Secret(KEY), timeouts, clock, false, ServerRoute.USUAL, Outage.UNHEARD)) {
            SlotUploads uploads = new SlotUploads(connection);
            JobInput input = uploads.remember(slot).input();
            assertThatThrownBy(() -> uploads.send(input.id(), new ByteArrayInputStream(BYTES)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("accepted no bytes");
        }
    }

    private static UploadSource source(byte[] bytes) {
        return new UploadSource() {
            @Override
            public long sizeBytes() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** Closes the connection without an answer. */
    private static final ScriptedServer.Reply GONE = exchange -> {
        throw new IOException("as told");
    };

    private List<ScriptedServer.Got> puts() {
        return server.requests().stream()
                .filter(got -> got.method().equals("PUT"))
                .toList();
    }

    @Test
    void anUploadThatIsRefusedIsSentOnceAndWithItsSize() {
        server.replying(json(201, slot()), error(413, "INVALID_REQUEST"));
        JobInput input = grid.inputs().create(FILE).input();

        JobGridException refused = refusal(() -> upload(input, source(BYTES)));

        assertThat(refused.getMessage()).contains("as told");
        assertThat(puts()).hasSize(1).allSatisfy(put -> {
            assertThat(put.header("Content-Length")).isEqualTo("20");
            assertThat(put.header("Expect")).isEqualToIgnoringCase("100-continue");
        });
    }

    private void upload(JobInput input, UploadSource source) {
        try {
            grid.inputs().upload(input.id(), source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anUploadOutlivesTwoMinutesWithoutAServer() throws IOException {
        grid = connect(Duration.ofMinutes(5));
        server.replying(json(201, slot()), exchange -> {
            if (Duration.ofNanos(clock.nanoTime()).compareTo(Duration.ofMinutes(2)) > 0) {
                json(200, "").answer(exchange);
            } else {
                json(502, "<html>").answer(exchange);
            }
        });
        JobInput input = grid.inputs().create(FILE).input();

        grid.inputs().upload(input.id(), source(BYTES));

        assertThat(clock.waits()).hasSizeBetween(10, 50);
        assertThat(Duration.ofNanos(clock.nanoTime())).isBetween(Duration.ofMinutes(2), Duration.ofSeconds(130));
    }

    @Test
    void aLargeUploadThatBreaksOffEachTimeIsSentFourTimesWithPauses() {
        grid = connect(Duration.ofMinutes(5));
        server.replying(json(201, slot()), GONE);
        JobInput input = grid.inputs().create(FILE).input();

        assertThatThrownBy(() -> grid.inputs().upload(input.id(), source(new byte[24 << 20])))
                .isInstanceOf(IOException.class)
                .hasMessage("the upload did not arrive whole: it closed the connection without an answer");
        assertThat(puts()).hasSize(4);
        assertThat(clock.waits()).hasSize(3);
    }

    @Test
    void aFileWithoutBytesIsUploaded() throws IOException {
        server.replying(json(201, slot()), json(200, ""));
        JobInput input = grid.inputs().create(FILE).input();
        grid.inputs().upload(input.id(), source(new byte[0]));

        assertThat(puts()).extracting(put -> put.header("Content-Length")).containsExactly("0");
    }

    private final List<String> told = new CopyOnWriteArrayList<>();

    private final OutageListener listener = new OutageListener() {
        @Override
        public void lost(String reason) {
            told.add("lost: " + reason);
        }

        @Override
        public void restored() {
            told.add("restored");
        }
    };

    @Test
    void aServerThatIsGoneIsToldOnceAndItsReturnToo() {
        grid = to(server).onOutage(listener).build();
        ScriptedServer.Reply gone = cut(200, new byte[3], 100);
        server.replying(gone, gone, gone, gone, json(200, STATUS));

        grid.status(JOB);

        assertThat(told).hasSize(2);
        assertThat(told.get(0)).startsWith("lost: ").contains("the response ended early");
        assertThat(told.get(1)).isEqualTo("restored");
    }

    @Test
    void aServerThatIsGoneAgainIsToldAgain() {
        grid = to(server)
                .onOutage(listener)
                .maxRetryDuration(Duration.ofMinutes(5))
                .build();
        ScriptedServer.Reply gone = json(502, "");
        server.replying(IntStream.of(3, 3, 12)
                .boxed()
                .flatMap(
                        times -> Stream.concat(Collections.nCopies(times, gone).stream(), Stream.of(json(200, STATUS))))
                .toArray(ScriptedServer.Reply[]::new));

        grid.status(JOB);
        grid.status(JOB);

        assertThat(told).as("a few calls that fail within a minute").hasSize(2);

        grid.status(JOB);

        assertThat(told).hasSize(4);
        assertThat(told.get(2)).startsWith("lost: ");
        assertThat(told.get(3)).isEqualTo("restored");
    }

    @Test
    void aConnectionThatBreaksOnceIsNotWorthAWord() {
        grid = to(server).onOutage(listener).build();
        server.replying(GONE, json(200, STATUS));

        grid.status(JOB);

        assertThat(told).isEmpty();
    }

    @Test
    void aServerThatSaysNothingIsToldWhileItIsWaitedFor() {
        CountDownLatch answers = new CountDownLatch(1);
        OutageListener releases = new OutageListener() {
            @Override
            public void lost(String reason) {
                told.add(reason);
                answers.countDown();
            }

            @Override
            public void restored() {
                told.add("restored");
            }
        };
        grid = to(server).onOutage(releases).build();
        server.replying(exchange -> {
            awaitQuietly(answers);
            json(200, STATUS).answer(exchange);
        });

        grid.status(JOB);

        assertThat(told).containsExactly("no answer for 5 s", "restored");
    }

    @Test
    void aFollowedLogTellsThatItsServerIsGone() {
        grid = to(server).onOutage(listener).build();
        String page = "{\"job_id\":\"job_1\",\"status\":\"running\",\"items\":[],\"next_cursor\":0,\"has_more\":false}";
        ScriptedServer.Reply gone = json(502, "");
        server.replying(
                json(200, page), json(200, line(1)), gone, gone, gone, json(200, "event: terminal\ndata: {}\n\n"));

        try (Feed<LogLine> feed = grid.job(JOB).logs()) {
            feed.forEachRemaining(line -> {});
        }

        assertThat(told).containsExactly("lost: the live log was refused with status 502", "restored");
    }

    @Test
    void aLongPauseThatTheServerAsksForIsLeftToTheCaller() {
        grid = connect(Duration.ofMinutes(5));
        server.replying(error(503, "MAINTENANCE_ACTIVE", "Retry-After", "60"));

        JobGridException refused = refusal(() -> grid.submit(draft(), SubmitOptions.NONE));

        assertThat(refused.code()).isEqualTo(ErrorCode.MAINTENANCE_ACTIVE);
        assertThat(clock.waits()).isEmpty();
    }

    @Test
    void aWaitThatIsInterruptedEnds() throws InterruptedException {
        server.replying(json(200, STATUS));
        grid = to(server).clock(ClientClock.SYSTEM).build();
        AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
        Thread waiting =
                new Thread(() -> end.set(catchThrowable(() -> grid.job(JOB).await(Duration.ofHours(1)))));
        waiting.start();
        waiting.interrupt();
        waiting.join();

        assertThat(end.get()).isInstanceOf(InterruptedException.class);
    }

    private static String line(int id) {
        return "id: " + id + "\nevent: stdout\ndata: {\"entry_id\":" + id
                + ",\"stream\":\"stdout\",\"message\":\"m\",\"created_at\":\"2026-06-11T12:00:00Z\"}\n\n";
    }

    @Test
    void aLiveLogThatBreaksComesBackWithTheLastLineItGave() {
        String page = "{\"job_id\":\"job_1\",\"status\":\"running\",\"items\":[],\"next_cursor\":0,\"has_more\":false}";
        byte[] first = (line(1) + line(2) + "event: std").getBytes(StandardCharsets.UTF_8);
        String rest = "event: status\ndata: {}\n\n" + line(3) + "event: terminal\ndata: {}\n\n";
        server.replying(json(200, page), cut(200, first, 1000), json(503, ""), json(200, line(2)), json(200, rest));
        List<Long> ids = new ArrayList<>();

        try (Feed<LogLine> feed = grid.job(JOB).logs()) {
            feed.forEachRemaining(line -> ids.add(line.entryId()));
        }

        assertThat(ids).containsExactly(1L, 2L, 3L);
        assertThat(server.requests())
                .extracting(got -> got.header("Last-Event-ID"))
                .containsExactly("", "0", "2", "2", "2");
    }

    @Test
    void aClosedConnectionSaysThatItIs() {
        server.replying(json(200, STATUS));
        grid.close();

        assertThatThrownBy(() -> grid.status(JOB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    /** The threads of all HTTP clients now. */
    private static Set<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toSet());
    }

    @Test
    void closingEndsTheThreadOfTheHttpClient() {
        Set<Thread> others = clientThreads();
        server.replying(json(200, STATUS));
        grid.status(JOB);
        Set<Thread> ours = clientThreads();
        ours.removeAll(others);
        assertThat(ours).hasSize(1);

        grid.close();

        assertThat(ours).noneMatch(Thread::isAlive);
    }

    @Test
    void anAddressThatIsNoneIsRefusedWithoutBeingPrinted() {
        for (String bad :
                List.of("ftp://host", "http://user:secret@host", "http://host?key=secret", "host", "http:///x")) {
            assertThatThrownBy(() -> JobGrid.connect(URI.create(bad), new Secret(KEY)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain("secret");
        }
    }
}
