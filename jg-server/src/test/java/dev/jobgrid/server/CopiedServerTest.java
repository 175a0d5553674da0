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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The data folder of a live server is copied, and a second server started on the copy: on the same PostgreSQL, or on its own. */
@Tag("nightly")
class CopiedServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String GPU = "--simulate-gpu=NVIDIA L4:24";

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    @Test
    void theCopyRunsNothingWhileTheFirstLives() throws Exception {
        Path gate = folder.resolve("gate");
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.builder().setPort(FreePort.find()).start();
                ServerProcess first = start(one, postgres)) {
            ApiJobs jobs = first.jobs();
            jobs.submitGated("before", gate);
            await("the job to print").until(() -> jobs.lines("before").contains("began"));
            Programs.output(folder, Map.of(), "cp", "-a", one + "/data", two.toString());

            try (ServerProcess copy = start(two, postgres);
                    Readiness ofFirst = new Readiness(first, "copied-server");
                    Readiness ofCopy = new Readiness(copy, "copy-of-server")) {
                await("the copy to say what to do").atMost(PATIENCE).until(() -> {
                    String now = ofCopy.ask();
                    return now.startsWith("503") && now.contains("remove the file 'machine'");
                });
                assertThat(ofFirst.ask()).startsWith("200");
                copy.jobs().submitGated("after", gate);
                Files.createFile(gate);
                for (String job : List.of("before", "after")) {
                    jobs.awaitCompleted(job);
                    assertThat(jobs.lines(job)).containsExactly("began", "ended");
                    assertThat(jobs.retries(job)).isZero();
                }
                first.kill();
                await("the copy to be the only one")
                        .atMost(PATIENCE)
                        .until(() -> ofCopy.ask().startsWith("200"));
            }
        }
    }

    @Test
    void theCopyOfAnEmbeddedStoreStartsOnlyWhenSomeoneSaysSo() throws Exception {
        Path gate = folder.resolve("gate");
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        try (ServerProcess first = ServerProcess.start(one, Programs.PATH, GPU)) {
            first.jobs().submitGated("before", gate);
            first.jobs().submitGated("waiting", gate);
            await("the job to print").until(() -> first.jobs().lines("before").contains("began"));
        }
        Path three = Files.createDirectory(folder.resolve("three"));
        Programs.output(folder, Map.of(), "cp", "-a", one + "/data", two.toString());
        Programs.output(folder, Map.of(), "cp", "-a", one + "/data", three.toString());

        try (ServerProcess first = ServerProcess.start(one, Programs.PATH, GPU)) {
            assertThatThrownBy(() -> Programs.output(
                            folder,
                            Map.of(),
                            JgLine.of("256m", "server", "--port=0", "--data=" + two.resolve("data"), GPU)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("exit code 1")
                    .hasMessageContaining("1 of its jobs ran and 1 waited")
                    .hasMessageContaining(one.resolve("data").toString())
                    .hasMessageContaining("--accept-copied-data");
            assertThatThrownBy(() -> startAnswering("", two)).hasMessageContaining("[y/N]");
            assertThatThrownBy(() -> startAnswering("n", two)).hasMessageContaining("[y/N]");

            Files.createFile(gate);
            for (String job : List.of("before", "waiting")) {
                first.jobs().awaitCompleted(job);
                assertThat(first.jobs().lines(job)).containsExactly("began", "ended");
                assertThat(first.jobs().retries(job)).isZero();
            }
        }
        try (ServerProcess copy = startAnswering("y", two)) {
            copy.jobs().awaitCompleted("before");
            copy.jobs().awaitCompleted("waiting");
        }
        try (ServerProcess again = ServerProcess.start(two, Programs.PATH, GPU)) {
            again.jobs().awaitCompleted("before");
        }
        try (ServerProcess copy = ServerProcess.start(three, Programs.PATH, GPU, "--accept-copied-data")) {
            assertThat(copy.output()).contains("1 of its jobs ran and 1 waited");
            copy.jobs().awaitCompleted("before");
            copy.jobs().awaitCompleted("waiting");
        }
    }

    /** As from a terminal, with this answer to what is asked. */
    private ServerProcess startAnswering(String answer, Path on) throws IOException {
        Path typed = Files.writeString(folder.resolve("typed"), answer + "\n");
        return ServerProcess.startBehind(
                List.of("sh", "-c", "exec \"$0\" \"$@\" <'" + typed + "'"),
                on,
                Programs.PATH,
                Map.of("JAVA_TOOL_OPTIONS", "-Djg.interactive=true"),
                GPU);
    }

    private static ServerProcess start(Path folder, EmbeddedPostgres postgres) throws IOException {
        return ServerProcess.start(
                folder, Programs.PATH, GPU, "--postgres=" + postgres.getJdbcUrl("postgres", "postgres"));
    }
}
