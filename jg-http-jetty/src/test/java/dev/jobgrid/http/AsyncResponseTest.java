package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.http.internal.exchange.Tuning;
import dev.jobgrid.http.jetty.TunedServer;
import dev.jobgrid.spi.AccessLog;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.storage.DeferredStorage;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests for what the store has not found yet. */
class AsyncResponseTest {
    private static final Tuning TUNING = new Tuning(Tuning.DEFAULT.authentications(), 50, Tuning.DEFAULT.readerBytes());

    private static final int THREADS = 32;

    /** More than the server has threads, and than may wait without one. */
    private static final int MANY = 60;

    private static final String TELLER = "the one that tells";

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<AccessLog.Entry> entries = new CopyOnWriteArrayList<>();
    private final Hands hands = new Hands();
    private final ExecutorService oneThread = Executors.newSingleThreadExecutor(work -> new Thread(work, TELLER));

    /** Finds and stores at once, or once it may. */
    private static final class Hands implements Executor {
        private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        private volatile boolean holding;

        @Override
        public void execute(Runnable work) {
            if (holding) {
                held.add(work);
            } else {
                work.run();
            }
        }

        void hold() {
            holding = true;
        }

        void letGo() {
            holding = false;
            for (Runnable work = held.poll(); work != null; work = held.poll()) {
                work.run();
            }
        }
    }

    @AfterEach
    void stop() {
        oneThread.shutdownNow();
    }

    private GridServer server(Executor by) throws IOException {
        return GridServer.start(
                DeferredStorage.of(new MemoryStorage(), by),
                request -> RunScript.prints("hello"),
                builder -> builder.accessLog(entries::add).tuning(TUNING),
                adapter -> TunedServer.threads(adapter, THREADS));
    }

    private void awaitHeld(int requests) {
        await("the store to be asked for all").until(() -> hands.held.size() == requests);
    }

    private CompletableFuture<HttpResponse<byte[]>> sendAsync(GridServer server, String path, String key) {
        return client.sendAsync(server.request(path, key).build(), BodyHandlers.ofByteArray());
    }

    @Test
    void thoseThatWaitHoldNoThread() throws Exception {
        try (GridServer server = server(hands)) {
            String key = server.fullKey();
            String job = server.finishedJob(key);
            hands.hold();
            List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                waiting.add(sendAsync(server, i % 2 == 0 ? "/v1/jobs/" + job : "/v1/jobs/nobody", key));
            }
            awaitHeld(MANY);

            server.get("/v1/jobs", key).is(200);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            hands.letGo();

            for (int i = 0; i < MANY; i++) {
                Answer answer = new Answer(waiting.get(i).get());
                if (i % 2 == 0) {
                    assertThat(answer.is(200).json().get("job_id").asText()).isEqualTo(job);
                } else {
                    answer.isError(404, "NOT_FOUND");
                }
            }
            await("all answers to be logged")
                    .until(() -> entries.stream()
                                    .filter(entry -> entry.path().equals("/v1/jobs/nobody"))
                                    .count()
                            == MANY / 2);
            assertThat(entries).allSatisfy(entry -> {
                assertThat(entry.status())
                        .isEqualTo(
                                entry.path().endsWith("/nobody")
                                        ? 404
                                        : entry.method().equals("POST") ? 202 : 200);
                assertThat(entry.subject()).contains("test");
                assertThat(entry.took().isNegative()).isFalse();
            });
        }
    }

    @Test
    void clientsThatLeaveMakeRoomForOthers() throws Exception {
        try (GridServer server = server(hands)) {
            String key = server.fullKey();
            String job = server.finishedJob(key);
            int before = entries.size();
            for (int round = 1; round <= 2; round++) {
                hands.hold();
                List<RawConnection> leaving = new ArrayList<>();
                for (int i = 0; i < MANY; i++) {
                    RawConnection connection = new RawConnection(server.port());
                    connection.send("GET /v1/jobs/" + job + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key
                            + "\r\n\r\n");
                    leaving.add(connection);
                }
                awaitHeld(MANY);
                for (RawConnection connection : leaving) {
                    connection.close();
                }
                hands.letGo();
                // The line of a request before these may have come since they were counted.
                int logged = before + round * MANY;
                await("the answers that nobody reads to be given up").until(() -> entries.size() >= logged);
            }

            server.get("/v1/jobs/" + job, key).is(200);
        }
    }

    /**
     * The thread that brings what was found must not wait for one client while others wait for it. Many do not read, since
     * the answer that does not fit any more may be one that another thread wrote. Were it to wait for the first of them, the
     * answers of the others would never be there to be sent.
     */
    @Test
    void clientsThatDoNotReadTheirAnswersHoldUpNobody() throws Exception {
        List<RawConnection> deaf = new ArrayList<>();
        try (GridServer server = server(oneThread);
                SmallBuffersServer jetty = new SmallBuffersServer(server.grid())) {
            String key = server.fullKey();
            String job = server.finishedJob(key);
            for (int i = 0; i < 10; i++) {
                RawConnection connection = RawConnection.withSmallBuffer(jetty.port());
                deaf.add(connection);
                Thread sender = new Thread(() -> askWithoutEnd(connection, job, key));
                sender.setDaemon(true);
                sender.start();
            }
            await("no answer of theirs to fit any more").until(() -> jetty.blockedWrites() == deaf.size());

            for (int i = 0; i < 10; i++) {
                server.get(jetty.url() + "/v1/jobs/" + job, key).is(200);
                server.post(jetty.url() + "/v1/jobs", key, GridServer.JOB).is(202);
            }
            // None was given up. For a moment one of them may go on: its client's buffer takes a little more than it
            // said.
            await("all of them to wait still").until(() -> jetty.blockedWrites() == deaf.size());
            for (RawConnection connection : deaf) {
                connection.close();
            }
        }
    }

    private static void askWithoutEnd(RawConnection connection, String job, String key) {
        String requests = ("GET /v1/jobs/" + job + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n\r\n")
                .repeat(100);
        try {
            while (true) {
                connection.send(requests);
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    @Test
    void aFailedJobsLogIsReadByAThreadThatMayWait() throws Exception {
        Queue<String> readers = new ConcurrentLinkedQueue<>();
        Storage storage = new MemoryStorage();
        LogStore logs = proxy(LogStore.class, storage.logs(), method -> {
            if (method.equals("read")) {
                readers.add(Thread.currentThread().getName());
            }
            return Optional.empty();
        });
        Storage watched = proxy(
                Storage.class,
                DeferredStorage.of(storage, oneThread),
                method -> method.equals("logs") ? Optional.of(logs) : Optional.empty());
        try (GridServer server = GridServer.with(
                parts -> parts.storage(watched),
                request -> RunScript.prints("hello").exiting(3))) {
            String key = server.fullKey();
            String job = server.finishedJob(key);

            assertThat(server.get("/v1/jobs/" + job, key).is(200).text()).contains("failed", "hello");
            assertThat(server.get("/v1/mcp/jobs/" + job, key).is(200).text()).contains("hello");
            assertThat(readers).isNotEmpty().doesNotContain(TELLER);
        }
    }

    /** The part, of which some methods are answered otherwise. */
    private static <T> T proxy(Class<T> port, T part, Function<String, Optional<?>> answers) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (self, method, args) -> {
            Optional<?> answer = answers.apply(method.getName());
            try {
                return answer.isPresent() ? answer.get() : method.invoke(part, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    @Test
    void anAccessLogThatFailsLeavesNoClientWithoutItsAnswer() throws Exception {
        try (GridServer server = GridServer.start(builder -> builder.accessLog(entry -> {
            throw new IllegalStateException("no space left for the log");
        }))) {
            String key = server.fullKey();
            for (int i = 0; i < 20; i++) {
                assertThat(RawConnection.exchange(
                                server.port(),
                                "GET /v1/jobs/nobody HTTP/1.1|Host: x|Connection: close|Authorization: Bearer " + key
                                        + "||"))
                        .startsWith("HTTP/1.1 404");
            }
        }
    }

    @Test
    void aKeyUsedAgainIsAnsweredAsWithoutWaiting() throws Exception {
        try (GridServer server = server(oneThread)) {
            String key = server.fullKey();
            Answer first = submit(server, key, GridServer.JOB).is(202);
            Answer again = submit(server, key, GridServer.JOB).is(202);

            assertThat(first.header("Idempotent-Replayed")).isEmpty();
            assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(again.json().get("job_id")).isEqualTo(first.json().get("job_id"));
            submit(server, key, GridServer.JOB.replace("demo", "other")).isError(422, "INVALID_REQUEST");
        }
    }

    private static Answer submit(GridServer server, String key, String job) {
        return server.send(server.request("/v1/jobs", key)
                .header("Idempotency-Key", "k-1")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(job)));
    }

    @Test
    void aFaultThatIsToldLaterIsLoggedUnderItsRequestId() throws Exception {
        try (GridServer server = server(work -> {
                    throw new IllegalStateException("SELECT");
                });
                FaultLog log = FaultLog.open()) {
            Answer answer = server.send(
                            server.request("/v1/jobs/some", server.fullKey()).header("X-Request-Id", "req-7"))
                    .isError(500, "INTERNAL_ERROR");

            assertThat(answer.text()).doesNotContain("SELECT");
            assertThat(log.records())
                    .singleElement()
                    .satisfies(record -> assertThat(record.getMessage()).contains("req-7"));
        }
    }
}
