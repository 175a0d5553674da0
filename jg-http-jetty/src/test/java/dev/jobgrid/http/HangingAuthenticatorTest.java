package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.http.internal.exchange.Tuning;
import dev.jobgrid.http.jetty.TunedServer;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An embedder's authenticator that does not answer. */
class HangingAuthenticatorTest {
    private static final int THREADS = 32;

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    private Optional<Caller> authenticate(String token) {
        asked.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private CompletableFuture<HttpResponse<byte[]>> ask(GridServer server) {
        return client.sendAsync(server.request("/v1/jobs", "key").build(), BodyHandlers.ofByteArray());
    }

    @Test
    void itKeepsHalfOfTheThreadsAndWhoComesThenIsToldToTryAgain() throws Exception {
        try (GridServer server = GridServer.behind(
                adapter -> TunedServer.threads(adapter, THREADS),
                builder -> builder.tuning(new Tuning(THREADS / 2, 1, Tuning.DEFAULT.readerBytes()))
                        .authenticator(this::authenticate))) {
            List<CompletableFuture<HttpResponse<byte[]>>> kept = new ArrayList<>();
            for (int i = 0; i < THREADS / 2; i++) {
                kept.add(ask(server));
            }
            await("half of the threads to be kept").until(() -> asked.get() == THREADS / 2);

            new Answer(ask(server).get()).isError(503, "INTERNAL_ERROR");
            server.get("/v1/no-such-route", "key").isError(404, "NOT_FOUND");
            assertThat(asked).hasValue(THREADS / 2);
            assertThat(kept).noneMatch(CompletableFuture::isDone);
            gate.countDown();

            for (CompletableFuture<HttpResponse<byte[]>> answer : kept) {
                new Answer(answer.get()).isError(401, "UNAUTHORIZED");
            }
            new Answer(ask(server).get()).isError(401, "UNAUTHORIZED");
        } finally {
            gate.countDown();
        }
    }
}
