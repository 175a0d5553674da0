package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.testkit.FreePort;
import dev.jobgrid.testkit.InTarget;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real server without a GPU and a real host with one, on one PostgreSQL: the host is stopped by TERM, and started again. */
@Tag("nightly")
class RestartedHostServerTest {
    private static final Duration UNPLACEABLE = Duration.ofSeconds(10);
    private static final Duration STOPPED = Duration.ofSeconds(6);
    private static final List<String> WAITING = List.of("one", "two", "three");

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    private ServerProcess start(String name, EmbeddedPostgres postgres, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of(
                "--postgres=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--blobs=" + folder.resolve("blobs"),
                "--unplaceable-timeout=" + UNPLACEABLE.toSeconds() + "s"));
        options.addAll(List.of(more));
        return ServerProcess.start(
                Files.createDirectories(folder.resolve(name)), Programs.PATH, options.toArray(String[]::new));
    }

    private ServerProcess host(EmbeddedPostgres postgres) throws Exception {
        return start("host", postgres, "--simulate-gpu=NVIDIA L4:24", "--node=name=gpu-1");
    }

    private static void awaitPassed(Duration time, Instant since) {
        await(time + " to pass")
                .atMost(time.multipliedBy(10))
                .until(() -> Instant.now().isAfter(since.plus(time)));
    }

    private static boolean isAway(ServerProcess replica) throws Exception {
        for (JsonNode node : replica.client().get("/v1/nodes").path("nodes")) {
            if (node.path("state").asText().equals("away")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theQueueOfAHostThatRestartsIsKept() throws Exception {
        Path gate = folder.resolve("gate");
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.builder().setPort(FreePort.find()).start();
                ServerProcess replica = start("replica", postgres)) {
            ApiJobs jobs = replica.jobs();
            try (ServerProcess before = host(postgres)) {
                await("the replica to know the host").ignoreExceptions().until(() -> {
                    jobs.submitGated("running", gate);
                    return true;
                });
                await("the GPU to be busy").until(() -> jobs.status("running").equals("running"));
                for (String id : WAITING) {
                    jobs.submitGated(id, gate);
                }
                awaitPassed(UNPLACEABLE.plusSeconds(2), Instant.now());
                assertThat(before.terminate()).isEqualTo(143);
            }
            Instant stopped = Instant.now();
            await("the host to be away").until(() -> isAway(replica));
            jobs.submitGated("late", gate);
            await("a job to say so")
                    .until(() -> replica.client()
                            .get("/v1/jobs/late")
                            .toString()
                            .contains("The node 'gpu-1' is away since "));
            awaitPassed(STOPPED, stopped);
            try (ServerProcess after = host(postgres)) {
                assertThat(after.url()).isNotNull();
                Files.createFile(gate);
                for (String id : List.of("running", "one", "two", "three", "late")) {
                    jobs.awaitCompleted(id);
                    assertThat(jobs.eventTypes(id))
                            .doesNotContain("job.rejected", "job.worker_unreachable", "job.requeued");
                }
            }
        }
    }
}
