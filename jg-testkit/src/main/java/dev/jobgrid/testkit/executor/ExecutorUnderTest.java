package dev.jobgrid.testkit.executor;

import static dev.jobgrid.testkit.executor.GpuExecutorContract.LONG;
import static dev.jobgrid.testkit.executor.Reading.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parts of one test of {@link GpuExecutorContract}: the executor that launches its runs, further executors on the same
 * engine, and requests for runs. The contract closes the executors. Not thread-safe.
 */
@SuppressWarnings("resource") // executors are closed after each test
final class ExecutorUnderTest {
    /** More than {@link #CLOCK}, so that a missing time is noticed. */
    static final Duration SOME_TIME = Duration.ofMillis(1_500);

    /** The coarsest resolution of an engine's clock. */
    static final Duration CLOCK = Duration.ofMillis(500);

    private final GpuExecutorContract contract;
    private GpuExecutor executor;
    private RunRequests requests;

    /** Opens the first executor. */
    ExecutorUnderTest(GpuExecutorContract contract) throws Exception {
        this.contract = contract;
        executor = reopen();
        requests = requestsFor(executor);
    }

    private RunRequests requestsFor(GpuExecutor another) {
        return new RunRequests(another.name(), contract.image(), another.nodes().get(0));
    }

    /** The contract, which knows what the executor supports. */
    GpuExecutorContract contract() {
        return contract;
    }

    GpuExecutor executor() {
        return executor;
    }

    RunRequests requests() {
        return requests;
    }

    /** Opens an executor with these mounts, which launches all later runs. */
    void use(List<HostMount> mounts) throws Exception {
        executor = contract.openAccepting(mounts);
        requests = requestsFor(executor);
    }

    /** Opens another executor on the same engine, as after a restart. */
    GpuExecutor reopen() throws Exception {
        return contract.openAccepting(List.of());
    }

    void closeAll() {
        contract.closeAll();
    }

    Run launch(RunRequest request) {
        return executor.launch(request, new HeardListener());
    }

    /** Launches a script that waits for gates. */
    Run launch(Gates gates, String script) throws Exception {
        use(List.of(gates.mount()));
        return launch(RunRequests.mounting(requests.script(script), Gates.MOUNT));
    }

    /** A script of whose lines none may be missing. */
    String printing(String script) {
        return contract.losesLinesOfShortPrograms() ? "trap 'sleep 0.2' EXIT; " + script : script;
    }

    RunRequest printer(String script) {
        return requests.script(printing(script));
    }

    /** Output of a run, which must exit with 0. */
    List<String> output(RunRequest request) throws Exception {
        Run run = launch(request);
        List<RawLine> lines = Reading.rest(run, "");
        assertThat(messages(lines, LogStream.STDERR)).isEmpty();
        assertThat(exit(run).exitCode()).hasValue(0);
        return messages(lines, LogStream.STDOUT);
    }

    static RunExit exit(Run run) throws InterruptedException {
        return run.exit(LONG).orElseThrow(() -> new AssertionError("run " + run.key() + " does not end"));
    }

    static RunExit timed(RunExit expected, RunExit like) {
        return like.runtime().map(expected::withRuntime).orElse(expected);
    }

    static Map<String, String> artifacts(Run run) throws IOException {
        Map<String, String> artifacts = new TreeMap<>();
        run.collect((path, size, body) -> {
            byte[] bytes = body.readAllBytes();
            assertThat(bytes).as(path).hasSize(Math.toIntExact(size));
            artifacts.put(path, new String(bytes, StandardCharsets.UTF_8));
        });
        return artifacts;
    }
}
