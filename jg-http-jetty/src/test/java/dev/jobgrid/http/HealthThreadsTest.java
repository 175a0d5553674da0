package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.http.jetty.TunedServer;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Requests that hold all threads that they may. */
class HealthThreadsTest {
    private static final int THREADS = 20;

    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger held = new AtomicInteger();

    private Optional<Caller> wait(String token) {
        held.incrementAndGet();
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Optional.of(new Caller(WorkspaceId.DEFAULT, token, Set.of(Scope.values())));
    }

    @Test
    void healthIsToldWhateverTheOthersWaitFor() throws Exception {
        try (GridServer server = GridServer.start(
                new MemoryStorage(),
                request -> {
                    throw new AssertionError("no job runs here");
                },
                builder -> builder.authenticator(this::wait),
                adapter -> TunedServer.threads(adapter, THREADS))) {
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
            for (int i = 0; i < 2 * THREADS; i++) {
                waiting.add(client.sendAsync(server.request("/v1/jobs", "held").build(), BodyHandlers.ofByteArray()));
            }
            await("all threads to be held").until(() -> held.get() >= THREADS);

            server.get("/healthz", "").is(200);
            server.get("/readyz", "").is(200);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            released.countDown();

            for (CompletableFuture<HttpResponse<byte[]>> answer : waiting) {
                new Answer(answer.get()).is(200);
            }
        }
    }
}
