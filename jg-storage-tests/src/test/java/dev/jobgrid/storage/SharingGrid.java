package dev.jobgrid.storage;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.RetryPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A process with a grid that shares its store and its machine with others. Hands in jobs for ever, says on stdout which
 * were taken, and is killed at that.
 */
final class SharingGrid {
    static final String SCHEMA = "grids";

    private static final int PAUSE_MILLIS = 60;

    private SharingGrid() {}

    /** Arguments: the database's URL, the folder, and a word that no other process was given. */
    public static void main(String[] args) throws InterruptedException, IOException {
        Path folder = Path.of(args[1]);
        JobGrid grid = open(args[0], folder);
        for (int i = 0; ; i++) {
            String id = args[2] + "-" + i;
            try {
                grid.submit(spec(id, folder));
                System.out.write((id + "\n").getBytes(StandardCharsets.US_ASCII));
                System.out.flush();
            } catch (JobGridException e) {
                // Not acknowledged: it may be there or not.
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** A grid on what all of them share. */
    static JobGrid open(String url, Path folder) throws IOException {
        return open(url, folder, 4, GridSettings.DEFAULT);
    }

    /** A grid with so many GPUs and these settings, but for how long it waits. */
    static JobGrid open(String url, Path folder, int gpus, GridSettings settings) throws IOException {
        GridSettings.Running running = GridSettings.DEFAULT.running();
        return JobGrid.builder()
                .storage(PostgresStorage.builder()
                        .url(url)
                        .schema(SCHEMA)
                        .blobFolder(folder.resolve("blobs"))
                        .open())
                .executor(ProcessExecutor.builder(folder.resolve("runs"))
                        .nodeId(new NodeName("host"))
                        .privateWorkspace(false)
                        .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24×" + gpus))
                        .build())
                .settings(settings.withSharing(new GridSettings.Sharing(Duration.ofSeconds(5), Duration.ofMinutes(5)))
                        .withRunning(new GridSettings.Running(
                                running.defaultTimeout(),
                                running.stopGrace(),
                                RetryPolicy.infrastructure(20, Duration.ofMillis(100)),
                                false,
                                running.pollEvery())))
                .build();
    }

    /** Notes each of its runs, prints two lines and leaves a file. */
    private static JobSpec spec(String id, Path folder) {
        String program = "echo \"$JUNGLEGRID_JOB_ID $JUNGLEGRID_ATTEMPT\" >>" + folder.resolve("tally")
                + "; echo one; sleep 0.2; echo two; echo done >/workspace/artifacts/out.txt";
        return JobSpec.builder(id, "acme/train:1", WorkloadType.BATCH)
                .id(new JobId(id))
                .gpu(GpuRequest.builder().required(true).build())
                .command(Command.of("sh", "-c", program))
                .build();
    }
}
