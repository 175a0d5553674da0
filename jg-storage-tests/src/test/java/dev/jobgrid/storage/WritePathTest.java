package dev.jobgrid.storage;

import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many calls lie between the entry of each way and its statement. The bounds are what the code has; they may only
 * fall: a longer way needs a reason in its commit.
 */
class WritePathTest {
    @TempDir
    private static Path folder;

    private static final String PLAIN = "AdmissionTickets#use";
    private static final String PLACED = "PlacedSubmit#store";

    private static RecordedStatements statements;

    @BeforeAll
    static void runOneJob() throws IOException {
        TestPostgres.emptyStorage("write_path", folder.resolve("blobs")).close();
        statements = new RecordedStatements(TestPostgres.database());
        try (JobGrid grid = JobGrid.builder()
                .storage(PostgresStorage.builder()
                        .dataSource(statements.database())
                        .schema("write_path")
                        .tablePrefix("jg_")
                        .blobFolder(folder.resolve("blobs"))
                        .open())
                .executor(ProcessExecutor.builder(folder.resolve("runs"))
                        .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                        .build())
                // Recovery reads what is held once, before the first job: a placement that it meets may lose
                // its device, and then takes the long way.
                .settings(GridSettings.DEFAULT.withSharing(
                        new GridSettings.Sharing(Duration.ofDays(1), Duration.ofDays(1))))
                .build()) {
            await().until(() -> statements.all().stream()
                    .anyMatch(each -> each.hasCalled("Recovery#poll") && each.hasCalled("JdbiInstanceStore#read")));
            JobSpec spec = JobSpec.builder("ways", "acme/train:1", WorkloadType.BATCH)
                    .gpu(GpuRequest.builder().required(true).build())
                    .command(Command.of("sh", "-c", "echo done >/workspace/artifacts/out.txt"))
                    .build();
            // A list is not placed with its submit; it reads the numbers that the later jobs get.
            grid.submitAll(List.of(spec))
                    .forEach(job -> await().until(() -> grid.status(job.id()).isTerminal()));
            // The second of two finds the GPU taken, and waits for its placement.
            await().until(() -> {
                List<JobId> jobs =
                        List.of(grid.submit(spec).id(), grid.submit(spec).id());
                jobs.forEach(job -> await().until(() -> grid.status(job).isTerminal()));
                return hasCalled(PLACED) && hasCalled(PLAIN);
            });
        }
    }

    private static boolean hasCalled(String method) {
        return statements.all().stream().anyMatch(statement -> statement.hasCalled(method));
    }

    /** A job's number is read anew where two threads changed the job at once: seldom, and not on the way. */
    private static boolean isOfNumbers(RecordedStatements.Recorded statement) {
        return statement.hasCalled("JobNumbers#of") || statement.hasCalled("JobNumbers#next");
    }

    /**
     * A way to the database.
     *
     * @param entry the method that it begins with
     * @param passes a method that tells it from other ways
     * @param most calls of JobGrid from the entry to JDBC
     */
    private record Way(String entry, String passes, int most) {
        boolean isOfNumbers() {
            return passes.equals("JobNumbers#next");
        }
    }

    private static final Map<String, Way> WAYS = Map.of(
            "list with numbers", new Way("EmbeddedGrid#submitAll", "JobNumbers#next", 17),
            "submit", new Way("JobGrid#submit", PLAIN, 17),
            "submit with its placement", new Way("JobGrid#submit", PLACED, 17),
            "placement", new Way("Dispatcher#poll", "Placements#store", 17),
            "phase", new Way("ProcessExecutor#prepare", "RunProgress#phase", 22),
            "first artifact", new Way("JobRunner#step", "RunProgress#cleaningUp", 34),
            "end", new Way("JobRunner#step", "RunProgress#conclude", 17),
            "status", new Way("EmbeddedGrid#status", "Monitor#job", 15));

    @Test
    void noWayToTheDatabaseGetsLonger() {
        SoftAssertions.assertSoftly(softly -> WAYS.forEach((name, way) -> {
            List<String> longest = statements.all().stream()
                    .filter(statement -> statement.hasCalled(way.passes()))
                    .filter(statement -> !isOfNumbers(statement) || way.isOfNumbers())
                    .map(statement -> statement.callsFrom(way.entry()))
                    .max(Comparator.comparingInt(List::size))
                    .orElse(List.of());
            softly.assertThat(longest).as(name).isNotEmpty().hasSizeLessThanOrEqualTo(way.most());
        }));
    }
}
