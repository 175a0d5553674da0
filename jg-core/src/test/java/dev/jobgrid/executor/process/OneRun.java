package dev.jobgrid.executor.process;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of a job "job", for tests and, as a program of its own, for tests of what happens when a process ends or has
 * other rights: {@code OneRun FOLDER crash|report|MICROSECONDS WORD...}.
 * With "crash" it ends when the program has started, with a number so long after it began to launch.
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

    static ProcessExecutor openShared(Path folder) throws IOException {
        return ProcessExecutor.builder(folder)
                .simulateGpu(GPU)
                .privateWorkspace(false)
                .build();
    }

    private static void haltIn(long nanos) {
        long end = System.nanoTime() + nanos;
        Thread crash = new Thread(() -> {
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            Runtime.getRuntime().halt(1);
        });
        crash.start();
    }

    static RunRequest request(Optional<Command> command, Map<String, String> variables) {
        return new RunRequest(
                KEY, "python:3.12", command, new Environment(variables), List.of(), placement(true), Optional.empty());
    }

    static RunRequest script(String script) {
        return request(Optional.of(Command.of("sh", "-c", script)), Map.of());
    }

    static Placement placement(boolean simulated) {
        return placement(simulated, "GPU-1", "GPU-2");
    }

    static Placement placement(boolean simulated, String... devices) {
        return new Placement(
                "process",
                new NodeName("here"),
                List.of(devices),
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

    /** The classes that this program needs, where they lie. */
    static List<Path> places() {
        return Stream.of(OneRun.class, ProcessExecutor.class, GpuModel.class)
                .map(type -> Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString())))
                .distinct()
                .toList();
    }

    /** Starts this program, behind other words if need be. */
    static Process child(List<String> before, List<Path> classPath, String... words) throws IOException {
        List<String> line = new ArrayList<>(before);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=/tmp", "-cp"));
        line.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        line.add(OneRun.class.getName());
        line.addAll(List.of(words));
        return new ProcessBuilder(line)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws Exception {
        boolean isTimed = args[1].matches("\\d+");
        ProcessExecutor executor = isTimed ? openShared(Path.of(args[0])) : open(Path.of(args[0]));
        Command command = new Command(args[2], Arrays.asList(args).subList(3, args.length));
        OneRun heard = new OneRun();
        if (isTimed) {
            haltIn(Long.parseLong(args[1]) * 1000);
        }
        Run run = executor.launch(request(Optional.of(command), Map.of()), heard);
        if (isTimed) {
            // However late it comes: a run that was removed before left nothing to be found.
            Thread.currentThread().join();
        }
        if (args[1].equals("crash")) {
            while (heard.starts.isEmpty() && run.exit(Duration.ofMillis(1)).isEmpty()) {
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
