package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.testkit.FreePort;
import dev.jobgrid.testkit.InTarget;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A server's store is copied into PostgreSQL and back, with a job that runs all the while. */
class MigrateTest {
    private static final String GPU = "--simulate-gpu=NVIDIA L4:24x2";

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    private String jg(String... words) throws IOException, InterruptedException {
        return Programs.output(folder, Map.of(), JgLine.of("256m", words));
    }

    @Test
    void jobsAndFilesAreThereAfterEachMove() throws Exception {
        Path data = folder.resolve("data").toAbsolutePath();
        Path gate = folder.resolve("gate");
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setPort(FreePort.find()).start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres") + "&password=s3cret";
            try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
                ApiJobs jobs = server.jobs();
                jobs.submit("done", "echo one; echo kept > /workspace/artifacts/out.txt");
                jobs.awaitCompleted("done");
                jobs.submitGated("running", gate);
                await("the job to print").until(() -> jobs.lines("running").contains("began"));
                assertThatThrownBy(() -> jg("migrate", "--from=data", "--to=" + url))
                        .hasMessageContaining("in use by another JobGrid")
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
            }

            assertThat(jg("migrate", "--from=data", "--to=" + url))
                    .contains("--blobs " + data.resolve("store/blobs"))
                    .doesNotContain("s3cret");

            for (List<String> command : List.of(
                    List.of("server", "--port=0", "--data=data"),
                    List.of("keys", "list", "--data=data"),
                    List.of("run", "--data=data", "any"))) {
                assertThatThrownBy(() -> jg(command.toArray(String[]::new)))
                        .as("%s", command)
                        .hasMessageContaining("this store was moved to jdbc:postgresql://")
                        .hasMessageContaining("'jg server --force'")
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
            }

            try (ServerProcess server = ServerProcess.start(
                    folder, Programs.PATH, GPU, "--postgres=" + url, "--blobs=" + data.resolve("store/blobs"))) {
                ApiJobs jobs = server.jobs();
                assertThat(jobs.lines("done")).containsExactly("one");
                assertThat(jobs.artifact("done")).containsExactly("kept");
                assertThat(jobs.status("running")).isEqualTo("running");
                assertThatThrownBy(() -> jg("migrate", "--from=" + url, "--to=other"))
                        .hasMessageContaining("grids are on the source");
                assertThatThrownBy(() -> jg("migrate", "--from=data", "--to=" + url, "--force"))
                        .hasMessageContaining("grids are on the target");
                Files.createFile(gate);
                jobs.awaitCompleted("running");
                assertThat(jobs.retries("running")).isZero();
                assertThat(server.terminate()).isEqualTo(143);
            }

            assertThatThrownBy(() -> jg("migrate", "--from=data", "--to=" + url))
                    .hasMessageContaining("was moved to");
            assertThatThrownBy(() -> jg("migrate", "--from=data", "--to=" + url, "--force"))
                    .hasMessageContaining("the target has rows");
            assertThatThrownBy(() -> jg("keys", "list", "--data=data")).hasMessageContaining("was moved to");
            assertThat(jg("migrate", "--from=" + url, "--to=back/data")).contains("moved ");

            try (ServerProcess server = ServerProcess.start(
                    folder.resolve("back"), Programs.PATH, GPU, "--blobs=" + data.resolve("store/blobs"))) {
                ApiJobs jobs = server.jobs();
                assertThat(jobs.artifact("done")).containsExactly("kept");
                assertThat(jobs.lines("running")).containsExactly("began", "ended");
                jobs.submit("after", "echo more");
                jobs.awaitCompleted("after");
            }
            assertThatThrownBy(() -> jg("server", "--port=0", "--data=data", "--postgres=" + url))
                    .hasMessageContaining(
                            "this store was moved to " + folder.resolve("back").toAbsolutePath());
            try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU, "--force")) {
                server.jobs().awaitCompleted("running");
            }
        }
    }
}
