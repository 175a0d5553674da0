package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jobgrid.JobHandle;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.testkit.engine.PrivateEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** A container counts as removed when its Engine has said so. */
class RemovalTest {
    /** An Engine that answers removals and looks at containers as told. */
    private record Answers(HttpServer server) implements AutoCloseable {
        static Answers of(IntSupplier removal, IntSupplier look) throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> answer(
                            exchange, (exchange.getRequestMethod().equals("DELETE") ? removal : look).getAsInt()));
            server.start();
            return new Answers(server);
        }

        private static void answer(HttpExchange exchange, int status) throws IOException {
            byte[] body = "{\"message\":\"did not receive an exit event\",\"Id\":\"c\",\"State\":{}}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
            if (status != 204) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        }

        EngineApi api() {
            return TestEngines.api(DockerEngine.at(
                    "answers", "tcp://127.0.0.1:" + server.getAddress().getPort()));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void aContainerThatAnEngineCannotEndOrIsStillEndingIsNotGone() throws Exception {
        for (int[] refused : new int[][] {{500, 200}, {409, 200}, {500, 404}}) {
            try (Answers engine = Answers.of(() -> refused[0], () -> refused[1])) {
                EngineApi api = engine.api();
                assertThatThrownBy(() -> api.removeWhole("c")).isInstanceOf(EngineRefusalException.class);
            }
        }
    }

    @Test
    void aContainerThatIsNotThereIsGone() throws Exception {
        for (int[] gone : new int[][] {{204, 404}, {404, 404}, {409, 404}}) {
            try (Answers engine = Answers.of(() -> gone[0], () -> gone[1])) {
                engine.api().removeWhole("c");
            }
        }
    }

    @Test
    void aRunWhoseEngineIsAwayIsNotRemoved() throws Exception {
        try (PrivateEngine engine = TestEngines.start();
                TestRuns runs = new TestRuns(TestEngines.executor("away", TestEngines.of(engine))
                        .timing(TestEngines.OUTAGE)
                        .engineDownTimeout(Duration.ofSeconds(1)))) {
            Run run = runs.shell("echo ready; sleep 1000");
            TestRuns.firstLine(run);
            engine.hold();
            try {
                TestRuns.exit(run);
                assertThatThrownBy(run::remove)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("private");
                assertThatThrownBy(() -> runs.executor.attach(
                                new RunKey(run.key().job(), 2), runs.node().machine(), new TestRuns.Deaf()))
                        .isInstanceOf(IllegalStateException.class);
            } finally {
                engine.release();
            }
            engine.awaitUp();

            // As long as the Engine is held for away it is not asked.
            await("removal")
                    .ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .untilAsserted(run::remove);

            assertThat(engine.docker("ps -aq")).isEmpty();
        }
    }

    /** As an Engine leaves one that is killed between the removals of a container and its volume. */
    @Test
    void aVolumeOfARunThatHasNoContainerIsRemovedAndNoOther() throws Exception {
        try (PrivateEngine engine = TestEngines.start();
                TestRuns runs = new TestRuns(TestEngines.executor("left", TestEngines.of(engine)))) {
            Run kept = runs.shell("echo kept > /workspace/artifacts/kept");
            TestRuns.exit(kept);
            Instant now = Instant.now();
            kept.retainArtifacts(now.plus(Duration.ofHours(1)));
            String volume = engine.docker("volume ls -q").get(0);
            String ours = " --label dev.jobgrid.grid=" + TestEngines.grid("left");
            String run =
                    " --label dev.jobgrid.workspace=default --label dev.jobgrid.job=a --label dev.jobgrid.attempt=1";
            engine.docker("volume create another-s" + run + " --label dev.jobgrid.grid=another");
            engine.docker("volume create no-run-s" + ours);
            engine.docker("volume create left" + run + ours);
            Run left = runs.shell("true");
            TestRuns.exit(left);
            engine.docker("rm "
                    + engine.docker("ps -aq --filter label=dev.jobgrid.job="
                                    + left.key().job().id())
                            .get(0));

            runs.executor.removeExpiredArtifacts(now);

            assertThat(engine.docker("volume ls -q")).containsExactlyInAnyOrder(volume, "another-s", "no-run-s");

            runs.executor.removeExpiredArtifacts(now.plus(Duration.ofHours(1)));

            assertThat(engine.docker("volume ls -q")).containsExactlyInAnyOrder("another-s", "no-run-s");
        }
    }

    @Test
    void aDeviceIsGivenOutWhenTheContainerOfTheLastRunIsGone() throws Exception {
        try (PrivateEngine engine = TestEngines.start();
                TestGrid test = new TestGrid(TestEngines.executor("lost", TestEngines.of(engine, "private", 1))
                        .timing(TestEngines.OUTAGE)
                        .engineDownTimeout(Duration.ofSeconds(1)))) {
            JobHandle job = test.submit(1, "[ $JUNGLEGRID_ATTEMPT = 2 ] || sleep 1000");
            await("the program").until(() -> job.status().status() == JobStatus.RUNNING);
            Job running = job.status();
            engine.hold();
            try {
                TestRuns.exit(
                        test.executor.attach(running.run(), new TestRuns.Deaf()).orElseThrow());
            } finally {
                engine.release();
            }

            assertThat(TestGrid.end(job).status()).isEqualTo(JobStatus.COMPLETED);

            assertThat(EngineEvent.of(engine.uri()))
                    .extracting(event -> event.attempt() + " " + event.action())
                    .containsSubsequence("1 start", "1 destroy", "2 start");
        }
    }
}
