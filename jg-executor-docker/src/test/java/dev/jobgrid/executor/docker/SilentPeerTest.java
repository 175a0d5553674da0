package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.allLines;
import static dev.jobgrid.executor.docker.TestRuns.exit;
import static dev.jobgrid.executor.docker.TestRuns.firstLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.spi.Run;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Connections whose other side is gone without a word, as when a machine or what is between loses them. */
class SilentPeerTest {
    private static final int LINES = 40;
    private static final String COUNT =
            "i=0; while [ $i -lt " + LINES + " ]; do echo $i; i=$((i+1)); sleep 0.2; done; exit 3";

    @Test
    void aLogWhoseConnectionDiedAloneIsReadToItsEnd() throws Exception {
        try (SilentProxy proxy = SilentProxy.before(TestEngines.plain().uri());
                TestRuns runs = new TestRuns(TestEngines.executor("silent-peer", through(proxy)))) {
            Run run = runs.shell(COUNT);
            firstLine(run);
            proxy.forget();

            assertThat(exit(run).exitCode()).hasValue(3);
            assertAllThere(run);
        }
    }

    @Test
    void whatSurvivesAnEngineThatFallsSilentIsTheContainerAndNotItsConnections() throws Exception {
        try (SilentProxy proxy = SilentProxy.before(TestEngines.plain().uri());
                TestRuns runs = new TestRuns(TestEngines.executor("silent-peer", through(proxy)))) {
            Run run = runs.shell(COUNT);
            firstLine(run);
            proxy.silence();
            await().atMost(Duration.ofSeconds(30)).until(() -> !runs.node().isAccepting());
            proxy.forget();

            assertThat(exit(run).exitCode()).hasValue(3);
            assertAllThere(run);
            assertThat(runs.told).anyMatch(text -> text.contains("answers again"));
        }
    }

    private static DockerEngine through(SilentProxy proxy) {
        return DockerEngine.at("proxied", proxy.uri()).gpus(TestEngines.plain().gpus());
    }

    private static void assertAllThere(Run run) throws Exception {
        List<String> numbers =
                IntStream.range(0, LINES).mapToObj(Integer::toString).toList();
        assertThat(allLines(run)).isEqualTo(numbers);
    }
}
