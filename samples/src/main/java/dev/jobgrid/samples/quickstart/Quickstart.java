package dev.jobgrid.samples.quickstart;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.storage.H2Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the README shows: a grid in this process, a job, and the file that it leaves. */
public final class Quickstart {
    private Quickstart() {}

    /** Runs it in the folder named by the first argument, or in the current one. */
    public static void main(String[] args) throws Exception {
        run(Path.of(args.length == 0 ? "" : args[0]));
    }

    static void run(Path folder) throws Exception {
        // README: begin
        ProcessExecutor executor = ProcessExecutor.builder(folder.resolve("runs"))
                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24")) // leave this out on a machine with GPUs
                .build();
        try (JobGrid grid = JobGrid.builder()
                .storage(H2Storage.open(folder.resolve("store")))
                .executor(executor)
                .build()) {
            JobHandle job =
                    grid.submit(JobSpec.builder("hello", "nvidia/cuda:12.4.1-base-ubuntu22.04", WorkloadType.BATCH)
                            .command("sh", "-c", "echo working; echo done > /workspace/artifacts/result.txt")
                            .build());
            job.logs().forEachRemaining(line -> System.out.println(line.message()));
            Job ended = job.await(Duration.ofMinutes(1));
            System.out.println(ended.failure().map(Failure::summary).orElse("completed"));
            Artifact artifact = job.artifacts().get(0);
            try (ArtifactDownload download = grid.artifacts(job.id()).open(artifact.id())) {
                Files.copy(download.body(), folder.resolve(artifact.filename()));
            }
        }
        // README: end
    }
}
