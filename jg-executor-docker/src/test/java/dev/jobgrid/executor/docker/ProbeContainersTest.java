package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Container;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jobgrid.executor.docker.internal.engine.Engine;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.engine.EngineTimeouts;
import dev.jobgrid.executor.docker.internal.engine.ExecutorSettings;
import dev.jobgrid.executor.docker.internal.engine.GridContainers;
import dev.jobgrid.executor.docker.internal.engine.ProbeContainers;
import dev.jobgrid.spi.executor.GpuNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProbeContainersTest {
    private static final EngineTimeouts QUICK =
            EngineTimeouts.DEFAULT.withPing(Duration.ofMillis(20)).withFirstLook(Duration.ofMillis(1));
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private static String make(EngineApi api, String name, Map<String, String> labels) throws IOException {
        return api.create(
                name, TestEngines.TINY, (config, host) -> config.withCmd("true").withLabels(labels));
    }

    private static List<String> all(EngineApi api) throws IOException {
        List<String> ids = new ArrayList<>();
        for (Container container : api.list(List.of("dev.jobgrid.probe-left-from"))) {
            ids.add(container.getId());
        }
        return ids;
    }

    @Test
    void whatAProcessThatDiedHadMadeForALookIsRemovedByTheNext() throws Exception {
        EngineApi api = TestEngines.api(TestEngines.plain());
        String suffix = "-" + System.nanoTime();
        Map<String, String> unfinished = ProbeContainers.labels(NOW, "whole" + suffix);
        String left = make(api, "probe" + suffix, ProbeContainers.labels(NOW));
        String broken = make(api, "broken" + suffix, unfinished);
        String whole = make(api, "whole" + suffix, unfinished);
        try (DockerExecutor executor =
                TestEngines.executor("probes", TestEngines.plain()).build()) {
            executor.removeExpiredArtifacts(NOW);
            assertThat(all(api)).contains(left, broken, whole);

            executor.removeExpiredArtifacts(NOW.plus(Duration.ofMinutes(5)));

            assertThat(all(api)).doesNotContain(left, broken).contains(whole);
        } finally {
            api.remove(whole);
        }
    }

    private static DockerExecutor executor(HungEngine engine) {
        DockerEngine hung = DockerEngine.at("hung", engine.uri()).gpus(GpuSource.detected());
        return DockerExecutor.builder().engines(List.of(hung)).timing(QUICK).build();
    }

    @Test
    void theProbeForGpusSaysFromWhenOnItIsLeft() throws Exception {
        try (HungEngine engine = HungEngine.start();
                DockerExecutor executor = executor(engine)) {
            await("the probe").until(() -> !engine.created.isEmpty());

            assertThat(engine.created.get(0)).contains("dev.jobgrid.probe-left-from");
            assertThat(executor.nodes()).allMatch(GpuNode::isUnknown);
        }
    }

    @Test
    void whileAProbeHangsNoOtherIsBegunAndTheEngineIsPingedOn() throws Exception {
        try (HungEngine engine = HungEngine.start();
                DockerExecutor executor = executor(engine)) {
            await("a probe").until(() -> !engine.created.isEmpty());
            int pings = engine.pings.size();
            await("further pings").until(() -> engine.pings.size() >= pings + 3);

            assertThat(engine.created).hasSize(1);
            assertThat(executor.nodes()).allMatch(GpuNode::isUnknown);
        }
    }

    @Test
    void anEngineIsLookedAtAgainAfterThereWasNoThreadForIt() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (HungEngine hung = HungEngine.start()) {
            ExecutorSettings settings = new ExecutorSettings(
                    "docker",
                    new GridContainers(Optional.of("threads")),
                    workspace -> ContainerPolicy.standard(),
                    PullPolicy.NEVER,
                    registry -> Optional.empty(),
                    Duration.ofMinutes(1),
                    1L << 30,
                    QUICK,
                    InstantSource.system());
            Executor scarce = look -> {
                if (refused.getAndIncrement() < 2) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                hung.threads.execute(look);
            };

            new Engine(
                            DockerEngine.at("hung", hung.uri())
                                    .gpus(GpuSource.detected())
                                    .config(),
                            settings,
                            scarce,
                            clock,
                            () -> {})
                    .start(clock, scarce);

            await("a ping").until(() -> !hung.pings.isEmpty());
        } finally {
            clock.shutdownNow();
        }
    }

    /** An Engine that answers all but who wants a container. */
    private record HungEngine(
            HttpServer server, ExecutorService threads, CountDownLatch closed, List<String> pings, List<String> created)
            implements AutoCloseable {
        static HungEngine start() throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            HungEngine engine = new HungEngine(
                    server,
                    Executors.newCachedThreadPool(),
                    new CountDownLatch(1),
                    new CopyOnWriteArrayList<>(),
                    new CopyOnWriteArrayList<>());
            server.setExecutor(engine.threads);
            server.createContext("/", engine::answer);
            server.start();
            return engine;
        }

        String uri() {
            return "tcp://127.0.0.1:" + server.getAddress().getPort();
        }

        private void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            if (path.endsWith("/_ping")) {
                pings.add(path);
                reply(exchange, "OK");
            } else if (path.endsWith("/containers/create")) {
                created.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                hang();
            } else {
                reply(exchange, path.endsWith("/images/json") ? "[{\"Id\":\"sha256:1\",\"Size\":1}]" : "{}");
            }
        }

        private void hang() {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void reply(HttpExchange exchange, String text) throws IOException {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        @Override
        public void close() {
            closed.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
