package dev.jobgrid.process;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.LogBatch;
import dev.jobgrid.spi.RawLine;
import dev.jobgrid.spi.Run;
import dev.jobgrid.spi.RunListener;
import dev.jobgrid.spi.RunRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One run of a job "job", for tests and, as a program of its own, for tests of what happens when a process ends or has
 * other rights: {@code OneRun FOLDER crash|report WORD...}.
 */
final class OneRun implements RunListener {
    static final RunKey KEY = new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("job")), 1);
    static final Duration LONG = Duration.ofMinutes(1);
    static final SimulatedGpu GPU = SimulatedGpu.parse("NVIDIA L4:24");

    final List<String> told = new CopyOnWriteArrayList<>();
    final List<Instant> starts = new CopyOnWriteArrayList<>();

    @Override
    public void phase(ExecutionPhase phase, String message) {
        told.add(phase + ": " + message);
    }

    @Override
    public void started(Instant at) {
        starts.add(at);
    }

    static ProcessExecutor open(Path folder) throws IOException {
        return ProcessExecutor.builder(folder).simulateGpu(GPU).build();
    }

    static RunRequest request(Optional<Command> command, Map<String, String> variables) {
        return new RunRequest(
                KEY, "python:3.12", command, new Environment(variables), List.of(), placement(true), Optional.empty());
    }

    static RunRequest script(String script) {
        return request(Optional.of(Command.of("sh", "-c", script)), Map.of());
    }

    static Placement placement(boolean simulated) {
        return new Placement(
                "process",
                new NodeId("here"),
                List.of("GPU-1", "GPU-2"),
                GPU.model(),
                simulated,
                "",
                Usd.ZERO,
                List.of(),
                "the only one");
    }

    static List<String> lines(Run run) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        LogBatch batch = run.logs("", Duration.ofSeconds(1));
        lines.addAll(batch.lines().stream().map(RawLine::message).toList());
        while (!batch.isEnd()) {
            batch = run.logs(batch.position(), Duration.ofSeconds(1));
            lines.addAll(batch.lines().stream().map(RawLine::message).toList());
        }
        return lines;
    }

    public static void main(String[] args) throws Exception {
        ProcessExecutor executor = open(Path.of(args[0]));
        Command command = new Command(args[2], Arrays.asList(args).subList(3, args.length));
        OneRun heard = new OneRun();
        Run run = executor.launch(request(Optional.of(command), Map.of()), heard);
        if (args[1].equals("crash")) {
            while (heard.starts.isEmpty()) {
                Thread.onSpinWait();
            }
            Runtime.getRuntime().halt(1);
        }
        System.out.println("private: " + executor.isWorkspacePrivate());
        lines(run).forEach(System.out::println);
        System.out.println("code: " + run.exit(LONG).orElseThrow().exitCode().orElse(-1));
        run.remove();
        executor.close();
    }
}
