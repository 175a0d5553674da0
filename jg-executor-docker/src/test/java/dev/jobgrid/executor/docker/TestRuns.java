package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Placement;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs on one executor, all removed when it is closed. */
final class TestRuns implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(1);

    final List<ExecutionPhase> phases = new CopyOnWriteArrayList<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    final DockerExecutor executor;
    private final List<Run> runs = new CopyOnWriteArrayList<>();

    TestRuns(DockerExecutorBuilder builder) {
        this.executor = builder.build();
    }

    Run shell(List<String> gpus, String script) {
        return launch(request(TestEngines.TINY, gpus, Command.of("sh", "-c", script)));
    }

    Run shell(String script) {
        return shell(List.of(), script);
    }

    Run launch(RunRequest request) {
        Run run = executor.launch(request, new Told());
        runs.add(run);
        return run;
    }

    /** A run that an earlier executor launched. */
    Run attach(RunKey key) {
        awaitAnswer(executor);
        Run run = executor.attach(key, new Told()).orElseThrow();
        runs.add(run);
        return run;
    }

    private final class Told implements RunListener {
        @Override
        public void phase(ExecutionPhase phase, String message) {
            phases.add(phase);
            told.add(message);
        }

        @Override
        public void started(Instant at) {}
    }

    RunRequest request(String image, List<String> gpus, Command command) {
        RunKey key = new RunKey(new JobRef(WorkspaceId.DEFAULT, JobId.random()), 1);
        return new RunRequest(
                key, image, Optional.of(command), Environment.EMPTY, List.of(), place(gpus), Optional.empty());
    }

    static RunRequest with(RunRequest request, Map<String, String> variables, List<StagedFile> files) {
        return new RunRequest(
                request.key(),
                request.image(),
                request.command(),
                new Environment(variables),
                files,
                request.placement(),
                request.timeout());
    }

    /** The first node. An Engine that has just been started may take its time to answer. */
    GpuNode node() {
        await().atMost(LONG).until(() -> !executor.nodes().get(0).isUnknown());
        return executor.nodes().get(0);
    }

    /** An executor whose Engines have answered: before that it knows of no run. */
    static DockerExecutor answered(DockerExecutorBuilder builder) {
        DockerExecutor executor = builder.build();
        awaitAnswer(executor);
        return executor;
    }

    private static void awaitAnswer(DockerExecutor executor) {
        await("an answer of the Engine")
                .atMost(LONG)
                .until(() -> executor.nodes().stream().anyMatch(GpuNode::isAccepting));
    }

    private Placement place(List<String> gpus) {
        GpuNode node = node();
        GpuNode.Device device = node.devices().get(0);
        return new Placement(
                executor.name(), node.id(), gpus, device.model(), false, "", device.hourlyRate(), List.of(), "a test");
    }

    static RunExit exit(Run run) throws InterruptedException {
        return run.exit(LONG).orElseThrow(() -> new AssertionError("run " + run.key() + " does not end"));
    }

    /** Nobody is told. */
    static final class Deaf implements RunListener {
        @Override
        public void phase(ExecutionPhase phase, String message) {}

        @Override
        public void started(Instant at) {}
    }

    /** All lines of a run that ends with exit code 0. */
    static List<String> lines(Run run) throws Exception {
        List<String> lines = allLines(run);
        RunExit exit = exit(run);
        assertThat(exit.exitCode()).as("%s, after %s", exit, lines).hasValue(0);
        return lines;
    }

    /** All lines of a run that ends in any way. */
    static List<String> allLines(Run run) throws Exception {
        List<String> lines = new ArrayList<>();
        LogBatch batch = new LogBatch(List.of(), "", false);
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!batch.isEnd() && System.nanoTime() < deadline) {
            batch = run.logs(batch.position(), Duration.ofSeconds(1));
            batch.lines().stream().map(RawLine::message).forEach(lines::add);
        }
        return lines;
    }

    /** Waits until the run has printed something. */
    static String firstLine(Run run) throws Exception {
        LogBatch batch = new LogBatch(List.of(), "", false);
        long deadline = System.nanoTime() + LONG.toNanos();
        while (batch.lines().isEmpty() && !batch.isEnd() && System.nanoTime() < deadline) {
            batch = run.logs(batch.position(), Duration.ofSeconds(1));
        }
        return batch.position();
    }

    @Override
    public void close() {
        for (Run run : runs) {
            run.stop(Duration.ZERO);
            try {
                run.exit(LONG);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            // An Engine that has just been started again says a little later that a container is gone.
            await().atMost(LONG).ignoreExceptions().untilAsserted(run::remove);
        }
        executor.close();
    }
}
