package dev.jobgrid.http.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.callbacks.CallbackOutcome.Kind;
import dev.jobgrid.callbacks.CallbackSignature;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.wire.WireJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class HttpCallbackSenderTest {
    private static final Instant NOW = Instant.parse("2026-06-11T12:03:00Z");
    private static final Secret SECRET = new Secret("whsec_of_the_test");

    /** Longer than anything takes on a slow machine. */
    private static final HttpCallbackSender.Times LONG =
            new HttpCallbackSender.Times(Duration.ofMinutes(5), Duration.ofMinutes(5));

    private final SettableClock clock = new SettableClock(NOW);
    private final List<String> asked = new ArrayList<>();

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    private HttpCallbackSender sender(UnaryOperator<HttpCallbackSenderBuilder> more) {
        return more.apply(HttpCallbackSender.builder()
                        .clock(clock)
                        .developmentMode(true)
                        .times(LONG))
                .build();
    }

    private HttpCallbackSender sender() {
        return sender(builder -> builder);
    }

    /** Sends the callback of a job that was cancelled. */
    private static CallbackOutcome send(HttpCallbackSender sender, CallbackTarget target) {
        JobSpec spec = JobSpec.builder("told", "acme/app:1", WorkloadType.BATCH)
                .callback(target)
                .build();
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId("job_1"));
        Job job = JobHistory.created(ref, spec, NOW).job();
        Transition end = Transition.of(job, Trigger.CANCEL, NOW).reason("stop").build();
        CallbackDelivery delivery = end.callback().orElseThrow();
        return sender.send(end.after(), delivery);
    }

    private static CallbackOutcome send(HttpCallbackSender sender, String url) {
        return send(sender, CallbackTarget.of(url));
    }

    @Test
    void aCallbackIsAsPublished() throws Exception {
        try (Receiver receiver = Receiver.answering(Receiver.status(204));
                HttpCallbackSender sender = sender(builder -> builder.signingSecret(SECRET))) {
            CallbackOutcome answer = send(
                    sender,
                    new CallbackTarget(
                            receiver.url("localhost"),
                            Optional.of(new Secret("downstream_token")),
                            Map.of("request_id", "req_123")));

            assertThat(answer).isEqualTo(CallbackOutcome.answered(204, Optional.empty()));
            Receiver.Got got = receiver.got().get(0);
            assertThat(got.line()).isEqualTo("POST /hook?x=1 HTTP/1.1");
            assertThat(got.headers())
                    .containsEntry("authorization", "Bearer downstream_token")
                    .containsEntry("x-junglegrid-callback-version", "v1")
                    .containsEntry("x-junglegrid-callback-timestamp", "" + NOW.getEpochSecond())
                    .containsEntry("x-junglegrid-job-id", "job_1")
                    .containsEntry("x-junglegrid-job-status", "cancelled")
                    .containsEntry("x-junglegrid-delivery", "dlv_default/job_1")
                    .containsEntry("host", "localhost:" + receiver.port());
            assertThat(got.headers().get("content-type")).startsWith("application/json");
            assertThat(new CallbackSignature(SECRET)
                            .verify(got.headers().getOrDefault("x-junglegrid-callback-signature", ""), got.body(), NOW))
                    .isTrue();
            JsonNode body = WireJson.object(got.body());
            assertThat(body.get("status").asText()).isEqualTo("cancelled");
            assertThat(body.get("correlation_data").get("request_id").asText()).isEqualTo("req_123");
        }
    }

    @Test
    void withoutASecretNothingIsSigned() throws Exception {
        try (Receiver receiver = Receiver.answering(Receiver.status(200));
                HttpCallbackSender sender = sender()) {
            send(sender, receiver.url("localhost"));

            assertThat(receiver.got().get(0).headers())
                    .doesNotContainKeys("x-junglegrid-callback-signature", "authorization");
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (Receiver target = Receiver.answering(Receiver.status(200));
                Receiver receiver = Receiver.answering(Receiver.status(307, "Location: " + target.url("localhost")));
                Receiver metadata =
                        Receiver.answering(Receiver.status(302, "Location: http://169.254.169.254/latest/meta-data/"));
                HttpCallbackSender sender = sender()) {
            assertThat(send(sender, receiver.url("localhost")).httpStatus()).contains(307);
            assertThat(send(sender, metadata.url("localhost")).httpStatus()).contains(302);
            assertThat(target.got()).isEmpty();
        }
    }

    @Test
    void aReceiverSaysWhenToComeAgain() throws Exception {
        try (Receiver seconds = Receiver.answering(Receiver.status(503, "Retry-After: 120"));
                Receiver date = Receiver.answering(Receiver.status(429, "Retry-After: Thu, 11 Jun 2026 12:13:00 GMT"));
                Receiver odd = Receiver.answering(Receiver.status(429, "Retry-After: soon"));
                HttpCallbackSender sender = sender()) {
            assertThat(send(sender, seconds.url("localhost")).retryAfter()).contains(Duration.ofMinutes(2));
            assertThat(send(sender, date.url("localhost")).retryAfter()).contains(Duration.ofMinutes(10));
            assertThat(send(sender, odd.url("localhost")).retryAfter()).isEmpty();
        }
    }

    @Test
    void aReceiverThatHangsIsLeftInTime() throws Exception {
        ManualTimer timer = new ManualTimer();
        try (Receiver receiver = Receiver.answering("");
                HttpCallbackSender sender =
                        sender(builder -> builder.timer(timer).times(HttpCallbackSender.Times.DEFAULT))) {
            CompletableFuture<CallbackOutcome> answer = sendAsync(sender, receiver.url("localhost"));
            receiver.awaitFirst();
            timer.fire();

            assertThat(answer.get().kind()).isEqualTo(Kind.FAILED);
            assertThat(answer.get().detail()).isEqualTo("it took longer than 15 s");
            assertThat(timer.delays()).containsExactly(HttpCallbackSender.LIMIT);
        }
    }

    @Test
    void aReceiverThatNeverEndsItsAnswerIsLeftInTimeWithItsStatus() throws Exception {
        ManualTimer timer = new ManualTimer();
        CountDownLatch begun = new CountDownLatch(1);
        String head = "HTTP/1.1 200 OK\r\nRetry-After: Thu, 11 Jun 2026 12:13:00 GMT\r\nContent-Length: 99999\r\n\r\nx";
        try (Receiver endless = Receiver.beginning(head);
                // A date is compared with the time, so the clock is asked once the head of the answer is there.
                HttpCallbackSender sender =
                        sender(builder -> builder.timer(timer).clock(() -> {
                            if (!endless.got().isEmpty()) {
                                begun.countDown();
                            }
                            return NOW;
                        }))) {
            CompletableFuture<CallbackOutcome> answer = sendAsync(sender, endless.url("localhost"));
            begun.await();
            timer.fire();

            assertThat(answer.get().httpStatus()).contains(200);
        }
    }

    private static CompletableFuture<CallbackOutcome> sendAsync(HttpCallbackSender sender, String url) {
        return CompletableFuture.supplyAsync(() -> send(sender, url));
    }

    @Test
    void whatIsNoAnswerIsAFailure() throws Exception {
        String endless = "HTTP/1.1 200 OK\r\n" + ("X-Filler: " + "x".repeat(20_000) + "\r\n").repeat(3) + "\r\n";
        try (Receiver garbage = Receiver.answering("SSH-2.0-OpenSSH\r\n\r\n");
                Receiver large = Receiver.answering(endless);
                HttpCallbackSender sender = sender();
                HttpCallbackSender nameless = sender(HttpCallbackSenderTest::withoutNames)) {
            String gone = urlOfNoReceiver();

            assertThat(send(sender, garbage.url("localhost")).kind()).isEqualTo(Kind.FAILED);
            assertThat(send(sender, large.url("localhost")).kind()).isEqualTo(Kind.FAILED);
            assertThat(send(sender, gone).detail()).isEqualTo("it took no connection");
            assertThat(send(nameless, "https://no-such-host.invalid/x").detail())
                    .isEqualTo("its host has no address");
        }
    }

    /** No name server is asked, which may be slow to say that there is no such host. */
    private static HttpCallbackSenderBuilder withoutNames(HttpCallbackSenderBuilder builder) {
        return builder.resolver(host -> {
            throw new UnknownHostException(host);
        });
    }

    private static String urlOfNoReceiver() throws IOException {
        try (Receiver closed = Receiver.answering(Receiver.status(200))) {
            return closed.url("localhost");
        }
    }

    @Test
    void aForbiddenAddressIsNeverConnectedTo() throws Exception {
        try (Receiver receiver = Receiver.answering(Receiver.status(200));
                HttpCallbackSender strict = sender(builder -> builder.developmentMode(false));
                HttpCallbackSender developing =
                        sender(builder -> builder.resolver(host -> List.of(address("127.0.0.1"))))) {
            String port = ":" + receiver.port() + "/";

            assertThat(send(strict, receiver.url("localhost")).kind()).isEqualTo(Kind.REFUSED);
            assertThat(send(strict, "http://127.0.0.1" + port).kind()).isEqualTo(Kind.REFUSED);
            assertThat(send(strict, "http://[::ffff:127.0.0.1]" + port).kind()).isEqualTo(Kind.REFUSED);
            assertThat(send(strict, "http://2130706433" + port).kind()).isIn(Kind.REFUSED, Kind.FAILED);
            assertThat(send(strict, "http://169.254.169.254/latest/").kind()).isEqualTo(Kind.REFUSED);
            assertThat(send(developing, "http://evil.example" + port).kind()).isEqualTo(Kind.REFUSED);
            assertThat(receiver.got()).isEmpty();
        }
    }

    @Test
    void aHostWithOneForbiddenAddressIsRefusedWhole() throws Exception {
        try (HttpCallbackSender sender =
                sender(builder -> builder.resolver(host -> List.of(address("1.1.1.1"), address("169.254.169.254"))))) {
            assertThat(send(sender, "http://mixed.example/").kind()).isEqualTo(Kind.REFUSED);
        }
    }

    /**
     * A look-up that hangs cannot be broken off, and outlives its try: a workspace's tries leave several times its slots.
     */
    @Test
    void manyNamesThatHangLeaveThreadsToLookUpOthers() throws Exception {
        CountDownLatch asked = new CountDownLatch(200);
        CountDownLatch never = new CountDownLatch(1);
        try (Receiver receiver = Receiver.answering(Receiver.status(200));
                HttpCallbackSender sender = sender(builder -> builder.resolver(host -> {
                    if (host.startsWith("hangs")) {
                        asked.countDown();
                        awaitQuietly(never);
                    }
                    return List.of(address("127.0.0.1"));
                }))) {
            for (int i = 0; i < 200; i++) {
                String url = "http://hangs" + i + ".example/";
                Thread trying = new Thread(() -> send(sender, url));
                trying.setDaemon(true);
                trying.start();
            }
            asked.await();

            assertThat(send(sender, receiver.url("localhost")).httpStatus()).contains(200);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            // The sender closes.
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aNameThatChangesItsMindIsConnectedToWhereItWasChecked() throws Exception {
        try (Receiver receiver = Receiver.answering(Receiver.status(200));
                HttpCallbackSender sender = sender(builder -> builder.allowAddresses("127.0.0.1")
                        .developmentMode(false)
                        .resolver(host -> {
                            asked.add(host);
                            return List.of(address(asked.size() == 1 ? "127.0.0.1" : "169.254.169.254"));
                        }))) {
            String url = receiver.url("rebinding.example");

            assertThat(send(sender, url).httpStatus()).contains(200);
            assertThat(receiver.got().get(0).headers()).containsEntry("host", "rebinding.example:" + receiver.port());
            assertThat(asked).as("names asked for in one try").hasSize(1);

            assertThat(send(sender, url).kind()).as("the next try").isEqualTo(Kind.REFUSED);
            assertThat(receiver.got()).hasSize(1);
        }
    }

    @Test
    void aReceiverThatFailsRestsAndIsThenTriedAgain() throws Exception {
        try (Receiver down = Receiver.answering(Receiver.status(500));
                HttpCallbackSender sender = sender()) {
            for (int i = 0; i < Breakers.MIN_TRIES; i++) {
                assertThat(send(sender, down.url("localhost")).kind()).isEqualTo(Kind.ANSWERED);
            }
            assertThat(sender.resting()).containsExactly("localhost:" + down.port());
            assertThat(send(sender, down.url("localhost")).kind()).isEqualTo(Kind.UNSENT);
            assertThat(down.got()).hasSize(Breakers.MIN_TRIES);

            clock.advance(Breakers.OPEN_DURATION.plusSeconds(1));

            assertThat(sender.resting()).isEmpty();
            assertThat(send(sender, down.url("localhost")).kind()).isEqualTo(Kind.ANSWERED);
            assertThat(sender.resting()).as("it failed again").hasSize(1);
        }
    }

    @Test
    void closingBreaksOffWhatIsUnderWay() throws Exception {
        try (Receiver receiver = Receiver.answering("")) {
            HttpCallbackSender sender = sender();
            CompletableFuture<CallbackOutcome> answer = sendAsync(sender, receiver.url("localhost"));
            receiver.awaitFirst();

            sender.close();
            sender.close();

            assertThat(answer.get().kind()).isEqualTo(Kind.UNSENT);
            assertThat(send(sender, receiver.url("localhost")).kind()).isEqualTo(Kind.UNSENT);
        }
    }

    @Test
    void noAnswerTellsWhatIsSecret() throws Exception {
        CallbackTarget target = new CallbackTarget(
                "https://no-such-host.invalid/path-secret?key=query-secret",
                Optional.of(new Secret("token-secret")),
                Map.of());
        try (HttpCallbackSender sender = sender(HttpCallbackSenderTest::withoutNames)) {
            assertThat(send(sender, target).toString()).doesNotContain("secret");
        }
    }
}
