package dev.jobgrid.storage;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.submit.SubmitOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * A process with a grid that shares its store and its machine with others. Asks for launch plans for ever; gives a third
 * of them the go, gives a third back and leaves a third. Says on stdout what was answered, and is killed at that.
 */
final class PlanningGrid {
    private static final int CLIENTS = 8;
    private static final PlanOptions BRIEF =
            PlanOptions.DEFAULT.withHold(Duration.ofSeconds(10)).withMaxWait(Duration.ofSeconds(30));

    private PlanningGrid() {}

    /** Arguments: the database's URL, the folder, and a word that no other process was given. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        JobGrid grid = open(args[0], folder);
        for (int client = 0; client < CLIENTS; client++) {
            String name = args[2] + "-" + client;
            new Thread(() -> plan(grid, name, folder), name).start();
        }
    }

    static JobGrid open(String url, Path folder) throws IOException {
        return SharingGrid.open(
                url,
                folder,
                32,
                GridSettings.DEFAULT.withPlans(
                        new GridSettings.Plans(Duration.ofMinutes(1), 10_000, OptionalInt.empty())));
    }

    private static void plan(JobGrid grid, String name, Path folder) {
        for (int i = 0; ; i++) {
            JobId id = new JobId(name + "-" + i);
            try {
                grid.plan(Draft.of(spec(id, folder)), BRIEF);
                switch (i % 3) {
                    case 0 -> {
                        grid.submit(Draft.of(JobSpec.draft().build()), SubmitOptions.ofLaunchPlan(id));
                        say("used", id);
                    }
                    case 1 -> {
                        grid.cancel(id, "given back");
                        say("released", id);
                    }
                    default -> say("left", id);
                }
            } catch (JobGridException e) {
                // Not acknowledged: it may be there or not, used or not.
            }
        }
    }

    private static void say(String what, JobId id) {
        synchronized (PlanningGrid.class) {
            byte[] line = (what + " " + id + "\n").getBytes(StandardCharsets.US_ASCII);
            System.out.write(line, 0, line.length);
            System.out.flush();
        }
    }

    /** Notes each of its runs. */
    private static JobSpec spec(JobId id, Path folder) {
        String program = "echo \"$JUNGLEGRID_JOB_ID $JUNGLEGRID_ATTEMPT\" >>" + folder.resolve("tally");
        return JobSpec.builder(id.value(), "acme/train:1", WorkloadType.BATCH)
                .id(id)
                .gpu(GpuRequest.builder().required(true).build())
                .command(Command.of("sh", "-c", program))
                .build();
    }
}
