package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.testkit.FreePort;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.engine.PrivateEngine;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real server stands still in the middle of a launch, for longer than its lease, and then goes on. */
@Tag("nightly")
class StoppedLaunchTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String LAUNCH = "docker.internal.run.Launch.run";

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    private String database = "";

    @Test
    void aJobThatAnotherServerHasRunMeanwhileDoesNotRunAgain() throws Exception {
        Path tally = Files.createDirectory(folder.resolve("tally"));
        Files.setPosixFilePermissions(tally, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.builder().setPort(FreePort.find()).start();
                PrivateEngine engine =
                        PrivateEngine.start(TestEngine.require(folder).address())) {
            database = postgres.getJdbcUrl("postgres", "postgres");
            try (ServerProcess first = start("first", engine);
                    ServerProcess second = start("second", engine)) {
                second.hold();
                engine.hold();
                submit(first, "once");
                await("the launch").atMost(PATIENCE).until(() -> first.threads().contains(LAUNCH));
                first.hold();
                second.release();
                engine.release();
                await("the end of the job")
                        .atMost(PATIENCE)
                        .until(() -> second.jobs().status("once").equals("completed"));
                await("its removal")
                        .atMost(PATIENCE)
                        .until(() -> engine.docker("ps -aq").isEmpty());

                second.hold();
                first.release();

                submit(first, "next");
                first.jobs().awaitCompleted("next");
                assertThat(Files.readAllLines(tally.resolve("once"))).containsExactly("begun", "ended");
                second.release();
            }
        }
    }

    private void submit(ServerProcess server, String name) throws Exception {
        String program = "umask 0; echo begun >>/workspace/mounts/tally/" + name
                + "; sleep 1; echo ended >>/workspace/mounts/tally/" + name;
        Map<String, Object> draft = ApiJobs.draft(name, TestEngine.TINY, "sh", "-c", program);
        draft.put("mounts", List.of("tally"));
        server.jobs().submit(name, draft);
    }

    private ServerProcess start(String name, PrivateEngine engine) throws Exception {
        return ServerProcess.start(
                Files.createDirectories(folder.resolve(name)),
                Programs.PATH,
                "--postgres=" + database,
                "--blobs=" + folder.resolve("blobs"),
                "--docker=engine=" + engine.uri(),
                "--pull=never",
                "--lease=3s",
                "--simulate-gpu=NVIDIA L4:24",
                "--mount=tally=" + folder.resolve("tally") + ":rw");
    }
}
