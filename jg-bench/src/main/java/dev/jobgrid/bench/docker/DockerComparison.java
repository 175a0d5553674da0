package dev.jobgrid.bench.docker;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.executor.docker.ContainerPolicy;
import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.DockerExecutor;
import dev.jobgrid.executor.docker.GpuSource;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.ArtifactSink;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * JobGrid on a Docker Engine against the docker command on the same Engine and image: how long a short job takes, a million
 * lines of log, an artifact of 256 MiB. Wants a quiet machine, the Engine at DOCKER_HOST, and an image with a shell that
 * JOBGRID_BENCH_IMAGE names.
 */
public final class DockerComparison {
    private static final String IMAGE = System.getenv().getOrDefault("JOBGRID_BENCH_IMAGE", "jobgrid-test-tiny:1");
    private static final int LINES = 1_000_000;
    private static final String PRINT = "awk 'BEGIN { for (i = 0; i < " + LINES
            + "; i++) print \"step \" i \": loss 0.4711, 1234.5 tokens a second\" }'";
    private static final String MODEL = "/workspace/artifacts/model.bin";
    private static final String WRITE =
            "mkdir -p /workspace/artifacts && dd if=/dev/urandom of=" + MODEL + " bs=1048576 count=256 2>/dev/null";
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Path folder;

    private DockerComparison(Path folder) {
        this.folder = folder;
    }

    /**
     * Compares what the argument names: launch, logs or artifact.
     *
     * @throws IllegalArgumentException if it names nothing of these
     */
    public static void main(String[] args) throws Exception {
        DockerComparison comparison = new DockerComparison(Files.createTempDirectory("jobgrid-bench-"));
        switch (args.length == 0 ? "" : args[0]) {
            case "launch" -> comparison.launch();
            case "logs" -> comparison.logs();
            case "artifact" -> comparison.artifact();
            default -> throw new IllegalArgumentException("say what to compare: launch, logs or artifact");
        }
    }

    private void launch() throws Exception {
        Figures byHand = new Figures("docker create, start, wait, rm");
        Figures toExit = new Figures("submit to the container's exit");
        Figures toEnd = new Figures("submit to the job's end");
        Figures toRemoval = new Figures("submit until the container is gone");
        try (JobGrid grid = grid();
                DockerCommand docker = new DockerCommand(folder)) {
            for (int round = -5; round < 30; round++) {
                long hand = byHand();
                Instant submitted = Instant.now();
                long start = System.nanoTime();
                String job = completed(grid.submit(spec("true")));
                long end = System.nanoTime() - start;
                long exit = docker.at("die", job) - nanos(submitted);
                long removal = docker.at("destroy", job) - nanos(submitted);
                if (round >= 0) {
                    byHand.add(hand);
                    toExit.add(exit);
                    toEnd.add(end);
                    toRemoval.add(removal);
                }
            }
        }
        for (Figures figures : List.of(byHand, toExit, toEnd, toRemoval)) {
            figures.print(byHand);
        }
    }

    private static long byHand() throws Exception {
        long start = System.nanoTime();
        String container = DockerCommand.run("create", "--network=none", IMAGE, "true");
        DockerCommand.run("start", container);
        DockerCommand.run("wait", container);
        DockerCommand.run("rm", container);
        return System.nanoTime() - start;
    }

    private void logs() throws Exception {
        Figures byHand = new Figures("docker start, logs -f");
        Figures stored = new Figures("submit to the last line stored");
        long max = 0;
        try (JobGrid grid = grid()) {
            for (int round = -1; round < 3; round++) {
                long hand = followedByHand();
                long start = System.nanoTime();
                JobHandle job = grid.submit(spec(PRINT));
                String id = completed(job);
                long all = System.nanoTime() - start;
                long last = grid.logs(new JobId(id), LogQuery.tail(1))
                        .lines()
                        .get(0)
                        .entryId();
                if (last != LINES) {
                    throw new IllegalStateException("the last line is number " + last);
                }
                max = Math.max(
                        max,
                        Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory());
                if (round >= 0) {
                    byHand.add(hand);
                    stored.add(all);
                }
            }
        }
        byHand.print(byHand);
        stored.print(byHand);
        System.out.println("heap: at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB, in use " + (max >> 20));
    }

    private static long followedByHand() throws Exception {
        String container = DockerCommand.run("create", "--network=none", IMAGE, "sh", "-c", PRINT);
        long start = System.nanoTime();
        DockerCommand.run("start", container);
        DockerCommand.runUnread("logs", "-f", container);
        long time = System.nanoTime() - start;
        DockerCommand.run("rm", container);
        return time;
    }

    private void artifact() throws Exception {
        Figures byHand = new Figures("docker cp");
        Figures unkept = new Figures("collected and thrown away");
        Figures kept = new Figures("collected into the blob store");
        try (Storage storage = H2Storage.open(folder.resolve("store"));
                DockerExecutor executor = executor()) {
            Run run = executor.launch(request(executor.nodes().get(0)), new IgnoringListener());
            if (run.exit(LONG).isEmpty()) {
                throw new IllegalStateException("the file is not written in time");
            }
            String container = DockerCommand.run(
                    "ps",
                    "-aq",
                    "--filter",
                    "label=dev.jobgrid.job=" + run.key().job().id());
            for (int round = -2; round < 7; round++) {
                long start = System.nanoTime();
                DockerCommand.run(
                        "cp", container + ":" + MODEL, folder.resolve("copy").toString());
                long hand = System.nanoTime() - start;
                long thrown = time(run, (path, size, body) -> body.transferTo(OutputStream.nullOutputStream()));
                long put =
                        time(run, (path, size, body) -> storage.blobs().put(new BlobKey("bench/" + path), body, size));
                if (round >= 0) {
                    byHand.add(hand);
                    unkept.add(thrown);
                    kept.add(put);
                }
            }
            run.remove();
        }
        for (Figures figures : List.of(byHand, unkept, kept)) {
            figures.print(byHand);
        }
    }

    private static long time(Run run, ArtifactSink sink) throws Exception {
        long start = System.nanoTime();
        run.collect(sink);
        return System.nanoTime() - start;
    }

    private JobGrid grid() throws Exception {
        return JobGrid.builder()
                .storage(H2Storage.open(folder.resolve("store")))
                .executor(executor())
                .build();
    }

    private static DockerExecutor executor() {
        return DockerExecutor.builder()
                .grid("bench")
                .engines(List.of(
                        DockerEngine.local().gpus(GpuSource.simulated(List.of(SimulatedGpu.parse("NVIDIA L4:24×4"))))))
                .policy(ContainerPolicy.standard().network("none"))
                .pull(PullPolicy.NEVER)
                .build();
    }

    private static JobSpec spec(String script) {
        return JobSpec.builder("bench", IMAGE, WorkloadType.BATCH)
                .command("sh", "-c", script)
                .gpu(GpuRequest.builder().count(1).build())
                .build();
    }

    private static String completed(JobHandle job) throws Exception {
        if (job.await(LONG).status() != JobStatus.COMPLETED) {
            throw new IllegalStateException("the job is " + job.status().status());
        }
        return job.id().value();
    }

    private static RunRequest request(GpuNode node) {
        GpuNode.Device device = node.devices().get(0);
        Placement place = new Placement(
                "docker",
                node.id(),
                List.of(device.id()),
                device.model(),
                true,
                "",
                device.hourlyRate(),
                List.of(),
                "a benchmark");
        return new RunRequest(
                new RunKey(new JobRef(WorkspaceId.DEFAULT, JobId.random()), 1),
                IMAGE,
                Optional.of(Command.of("sh", "-c", WRITE)),
                Environment.EMPTY,
                List.of(),
                place,
                Optional.empty());
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    /** A listener that ignores every call. */
    private static final class IgnoringListener implements RunListener {
        @Override
        public void phase(ExecutionPhase phase, String message) {}

        @Override
        public void started(Instant at) {}
    }
}
