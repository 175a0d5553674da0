package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.FreePort;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.JobHistory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A store with 100,000 jobs is copied into PostgreSQL, and a client reads the same before and after. */
@Tag("nightly")
class LargeMigrateTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final int JOBS = Integer.getInteger("migrate.jobs", 100_000);
    private static final int BATCH = 500;
    private static final int EACH_READ = 100;

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    @Test
    void aClientReadsTheSameJobsEventsAndLogs() throws Exception {
        Path store = folder.resolve("data/store").toAbsolutePath();
        fill(store);
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setPort(FreePort.find()).start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            List<String> before;
            try (ServerProcess server = ServerProcess.start(folder, Programs.PATH)) {
                before = read(server.jobs());
            }
            long began = System.nanoTime();
            Programs.output(folder, Map.of(), JgLine.of("256m", "migrate", "--from=data", "--to=" + url));
            System.out.println(JOBS + " jobs copied in " + (System.nanoTime() - began) / 1_000_000 + " ms");
            try (ServerProcess server = ServerProcess.start(
                    folder, Programs.PATH, "--postgres=" + url, "--blobs=" + store.resolve("blobs"))) {
                assertThat(read(server.jobs())).isEqualTo(before);
            }
        }
    }

    private static void fill(Path store) {
        try (H2Storage storage = H2Storage.open(store)) {
            for (int first = 0; first < JOBS; first += BATCH) {
                List<NewJob> created = new ArrayList<>();
                List<Transition> cancelled = new ArrayList<>();
                for (int i = first; i < first + BATCH; i++) {
                    String id = "job-" + i;
                    NewJob job = JobHistory.created(
                            new JobRef(WorkspaceId.DEFAULT, new JobId(id)),
                            JobSpec.builder(id, "busybox", WorkloadType.BATCH).build(),
                            NOW.plusMillis(i));
                    created.add(job);
                    cancelled.add(Transition.of(job.job(), Trigger.CANCEL, NOW.plusMillis(i))
                            .message("Cancelled")
                            .event("job.cancelled", "Cancelled", "It was not wanted.")
                            .build());
                }
                storage.jobs().create(created);
                storage.jobs().applyAll(cancelled);
                for (NewJob job : created) {
                    storage.logs()
                            .append(new LogChunk(
                                    new RunKey(job.job().ref(), 1),
                                    0,
                                    List.of(
                                            new LogLine(1, LogStream.STDOUT, NOW, "one", false),
                                            new LogLine(2, LogStream.STDERR, NOW, "two — ü", true)),
                                    "position"));
                }
            }
        }
    }

    /** All jobs, and events and logs of each hundredth. */
    private static List<String> read(ApiJobs jobs) throws Exception {
        List<String> read = new ArrayList<>();
        String cursor = "";
        JsonNode page;
        do {
            page = jobs.api().get("/v1/jobs?limit=100" + cursor);
            for (JsonNode job : page.path("jobs")) {
                read.add(job.toString());
                String id = job.path("job_id").asText();
                if (read.size() % EACH_READ == 0) {
                    read.add(jobs.events(id).toString() + jobs.log(id));
                }
            }
            cursor = "&cursor=" + page.path("next_cursor").asText();
        } while (page.path("has_more").asBoolean());
        assertThat(read).hasSizeGreaterThan(JOBS);
        return read;
    }
}
