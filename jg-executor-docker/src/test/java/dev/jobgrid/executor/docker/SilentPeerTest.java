package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.allLines;
import static dev.jobgrid.executor.docker.TestRuns.exit;
import static dev.jobgrid.executor.docker.TestRuns.firstLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.job.Command;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.testkit.engine.SilentProxy;
import dev.jobgrid.testkit.executor.Gates;
import dev.jobgrid.testkit.executor.RunRequests;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections whose other side is gone without a word, as when a machine or what is between loses them. */
class SilentPeerTest {
    private static final int LINES = 40;
    private static final String COUNT = "echo 0; " + Gates.await("rest") + "i=1; while [ $i -lt " + LINES
            + " ]; do echo $i; i=$((i+1)); sleep 0.02; done; exit 3";

    @TempDir
    private Path folder;

    private Run count(TestRuns runs) throws Exception {
        Run run = runs.launch(RunRequests.mounting(
                runs.request(TestEngines.TINY, List.of(), Command.of("sh", "-c", COUNT)), Gates.MOUNT));
        firstLine(run);
        return run;
    }

    private static DockerExecutorBuilder executor(SilentProxy proxy, Gates gates) {
        DockerEngine proxied =
                DockerEngine.at("proxied", proxy.uri()).gpus(TestEngines.plain().gpus());
        return TestEngines.executor("silent-peer", proxied)
                .timing(TestEngines.OUTAGE)
                .mount(gates.mount());
    }

    @Test
    void aLogWhoseConnectionDiedAloneIsReadToItsEnd() throws Exception {
        Gates gates = new Gates(folder);
        try (SilentProxy proxy = SilentProxy.before(TestEngines.plain().uri());
                TestRuns runs = new TestRuns(executor(proxy, gates))) {
            Run run = count(runs);
            proxy.forget();
            gates.open("rest");

            assertThat(exit(run).exitCode()).hasValue(3);
            assertAllThere(run);
        }
    }

    @Test
    void whatSurvivesAnEngineThatFallsSilentIsTheContainerAndNotItsConnections() throws Exception {
        Gates gates = new Gates(folder);
        try (SilentProxy proxy = SilentProxy.before(TestEngines.plain().uri());
                TestRuns runs = new TestRuns(executor(proxy, gates))) {
            Run run = count(runs);
            proxy.silence();
            gates.open("rest");
            // The run may notice later than the node.
            await("word of it").until(() -> runs.told.stream().anyMatch(text -> text.contains("does not answer")));
            assertThat(runs.node().isAccepting()).isFalse();
            proxy.forget();

            assertThat(exit(run).exitCode()).hasValue(3);
            assertAllThere(run);
            assertThat(runs.told).anyMatch(text -> text.contains("answers again"));
        }
    }

    private static void assertAllThere(Run run) throws Exception {
        List<String> numbers =
                IntStream.range(0, LINES).mapToObj(Integer::toString).toList();
        assertThat(allLines(run)).isEqualTo(numbers);
    }
}
