package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.server.cli.JgRun;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCommandTest {
    private static final String GPU = "--simulate-gpu=NVIDIA L4:24";

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @Test
    void aNewFolderGetsAKeyThatIsShownOnceAndStandsInTheReadyFile() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ready.json"))))
                    .isEqualTo("rw-------");
            assertThat(server.key()).matches("jg_[A-Za-z0-9_-]{43}");
            assertThat(server.output()).containsOnlyOnce(server.key()).contains("1 x NVIDIA L4 (simulated)");
            assertThat(server.client().get("/v1/jobs").path("jobs")).isEmpty();
        }
    }

    private static Map<String, ?> draft(String image) {
        return Map.of("name", "limited", "image", image, "workload_type", "batch", "command", List.of("true"));
    }

    /** Hands in a job, whose end is to be waited for: its program would go on in the folder when the server is gone. */
    private static String submit(ServerProcess server) throws IOException, InterruptedException {
        return server.client()
                .post("/v1/jobs", draft("acme/app:1-gpu"))
                .path("job_id")
                .asText();
    }

    @Test
    void limitsOfTheCommandLineHold() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(folder, Programs.PATH, GPU, "--max-submits-per-minute=1", "--allow-image=acme/*")) {
            assertThatThrownBy(() -> server.client().post("/v1/jobs", draft("other/app:1-gpu")))
                    .hasMessageContaining("not among those that this grid takes");
            String id = submit(server);
            assertThatThrownBy(() -> server.client().post("/v1/jobs", draft("acme/app:1-gpu")))
                    .hasMessageContaining("1 jobs a minute");
            server.jobs().awaitCompleted(id);
        }
    }

    @Test
    void jobsFindTheFoldersThatTheCommandLineOffers() throws Exception {
        Path host = Files.createDirectories(folder.resolve("host data"));
        Files.writeString(host.resolve("in.txt"), "from the host");
        try (ServerProcess server = ServerProcess.start(
                folder,
                Programs.PATH,
                GPU,
                "--mount=datasets=" + host + ":ro",
                "--mount=scratch=" + folder.resolve("scratch") + ":rw:team-x")) {
            assertThat(server.output()).contains("datasets from " + host + ", read-only for all workspaces");
            Map<String, ?> job = Map.of(
                    "name",
                    "reads",
                    "image",
                    "acme/app:1-gpu",
                    "workload_type",
                    "batch",
                    "mounts",
                    List.of("datasets"),
                    "command",
                    List.of("cat", "/workspace/mounts/datasets/in.txt"));
            String id = server.client().post("/v1/jobs", job).path("job_id").asText();
            await("the job to end")
                    .until(() -> server.client()
                            .get("/v1/jobs/" + id)
                            .path("status")
                            .asText()
                            .equals("completed"));
            assertThat(server.client().get("/v1/jobs/" + id + "/logs").toString())
                    .contains("from the host");
            assertThatThrownBy(() -> server.client()
                            .post(
                                    "/v1/jobs",
                                    Map.of(
                                            "name",
                                            "others",
                                            "image",
                                            "acme/app:1-gpu",
                                            "workload_type",
                                            "batch",
                                            "mounts",
                                            List.of("scratch"))))
                    .hasMessageContaining("there are datasets");
        }
        assertThatThrownBy(() -> jg("server", "--mount=datasets=" + host))
                .hasMessageContaining("write NAME=PATH:ro or NAME=PATH:rw");
    }

    @Test
    void maintenanceIsInForceWhenItsCommandReturns() throws Exception {
        String data = "--data=" + folder.resolve("data");
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            String before = submit(server);

            jg("maintenance", "on", data, "--message=back at noon");
            assertThatThrownBy(() -> server.client().post("/v1/jobs", draft("acme/app:1-gpu")))
                    .hasMessageContaining("back at noon");

            jg("maintenance", "off", data);
            String after = submit(server);
            server.jobs().awaitCompleted(before);
            server.jobs().awaitCompleted(after);
        }
    }

    @Test
    void aHangupReopensTheAccessLogAndEndsNothing() throws Exception {
        Path log = folder.resolve("access.log");
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU, "--access-log=" + log)) {
            server.client().get("/v1/jobs");
            await("the request to be logged").until(() -> Files.readString(log).contains("/v1/jobs"));
            Files.move(log, folder.resolve("access.log.1"));

            server.hangUp();
            await("the new file").until(() -> Files.exists(log));
            server.client().get("/v1/templates");

            await("the request to be logged").until(() -> Files.readString(log).contains("/v1/templates"));
            assertThat(Files.readString(folder.resolve("access.log.1")))
                    .contains("/v1/jobs")
                    .doesNotContain("/v1/templates");
        }
    }

    @Test
    void aWrongOptionIsToldInAFewLines() {
        assertThatThrownBy(() -> jg("server", "--simulate-gpus=L4"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 2")
                .hasMessageContaining("jg: Unknown option: '--simulate-gpus=L4'")
                .hasMessageContaining("Did you mean --simulate-gpu?")
                .hasMessageContaining("jg server --help")
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines().count())
                                .isLessThan(12));
        assertThatThrownBy(() -> jg("server", "--prot", "0")).hasMessageContaining("Did you mean --port?");
        assertThatThrownBy(() -> jg("sever")).hasMessageContaining("Did you mean server?");
    }

    @Test
    void aPortThatIsTakenIsToldWithTheWayOut() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> jg("server", GPU, "--data=" + folder.resolve("data"), "--port=" + port))
                    .hasMessageContaining("exit code 1")
                    .hasMessageContaining(
                            "port " + port + ": Address already in use; take another port, such as --port");
        }
    }

    @Test
    void gpusAreDeclaredInAPlainLocaleToo() throws Exception {
        Path draft = Files.writeString(folder.resolve("draft.json"), """
            {"name": "plain", "image": "acme/app:1-gpu", "workload_type": "batch"}
            """);

        String shown = Programs.output(
                folder,
                Map.of("LANG", "C", "LC_ALL", "C"),
                JgLine.of("64m", "explain", "--simulate-gpu=NVIDIA L4:24x2", draft.toString()));

        assertThat(shown).contains("x NVIDIA L4 (simulated)");
    }

    @Test
    void termStopsItCleanly() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            assertThat(server.terminate()).isEqualTo(143);
            assertThat(folder.resolve("ready.json")).doesNotExist();
        }
    }

    @Test
    void aKilledServersKeyIsKeptByTheNextOne() throws Exception {
        String key;
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            key = server.key();
            server.kill();
        }
        assertThat(folder.resolve("data").resolve("control.json")).exists();
        JgRun without = keys();
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            assertThat(server.key()).isEqualTo(key);
            assertThat(server.output()).containsOnlyOnce(key);
            assertThat(without.code()).as(without.err()).isZero();
            assertThat(keys()).isEqualTo(without);
        }
    }

    private JgRun keys() {
        return JgRun.of(Map.of(), "keys", "list", "--data=" + folder.resolve("data"));
    }

    @Test
    void aServerRunsTheCommandOfAnotherDirectoryAndPrintsToItsCallerAlone() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("elsewhere"));
        String data = "--data=" + folder.resolve("data");
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            JgRun created = JgRun.of(Map.of(), "keys", "create", "--name=ci", data);
            String key = created.lines().get(1).split(" +")[2];
            assertThat(key).matches("jg_[A-Za-z0-9_-]{43}");
            Programs.output(directory, Map.of(), JgLine.of("64m", "backup", data, "--out=made"));

            assertThat(directory.resolve("made").resolve("manifest.json")).exists();
            assertThat(server.output()).doesNotContain(key);
        }
    }

    @Test
    void theKeyOfAStartReplacesTheOneOfTheStartBefore() throws Exception {
        String first;
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            first = server.key();
            server.terminate();
        }
        for (int start = 0; start < 2; start++) {
            try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
                assertThat(server.key()).isNotEqualTo(first);
                assertThat(server.client().get("/v1/jobs").path("jobs")).isEmpty();
                server.terminate();
            }
        }

        // The one that was shown on the new folder, and that of the last start.
        await("the folder to be let go")
                .untilAsserted(() -> assertThat(keys().lines())
                        .filteredOn(line -> line.contains("  works  "))
                        .hasSize(2)
                        .anyMatch(line -> line.contains(first.substring(0, 7))));
    }

    @Test
    void aJobGoesOnWithoutItsServerAndIsTakenUpByTheNextOne() throws Exception {
        Path release = folder.resolve("release");
        String job;
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            job = server.client()
                    .post(
                            "/v1/jobs",
                            Map.of(
                                    "name", "patient",
                                    "image", "nvidia/cuda:12.4.0-base",
                                    "workload_type", "batch",
                                    "command",
                                            List.of(
                                                    "sh",
                                                    "-c",
                                                    "echo begun; n=0; until [ -e \"$0\" ] || [ $((n += 1)) -gt 6000 ];"
                                                            + " do sleep 0.05; done; echo ended",
                                                    release.toString())))
                    .path("job_id")
                    .asText();
            await("the job to run").until(() -> status(server, job).equals("running"));
            server.terminate();
        }
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            Files.createFile(release);
            await("the job to end").until(() -> status(server, job).equals("completed"));
            assertThat(server.client()
                            .get("/v1/jobs/" + job)
                            .path("retry_count")
                            .asInt())
                    .isZero();
            assertThat(server.client()
                            .get("/v1/jobs/" + job + "/logs")
                            .path("items")
                            .findValuesAsText("message"))
                    .containsExactly("begun", "ended");
        }
    }

    @Test
    void twoServersDoNotShareAFolder() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPU)) {
            assertThatThrownBy(() -> jg("server", "--port=0", "--data=" + folder.resolve("data")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("exit code 1")
                    .hasMessageContaining(folder.resolve("data").toString());
            assertThat(server.client().get("/v1/jobs").path("jobs")).isEmpty();
        }
    }

    @Test
    void aGpuThatCannotBeReadIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> jg("server", "--simulate-gpu=L4"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 2")
                .hasMessageContaining("NVIDIA L4:24");
    }

    @Test
    void everyCommandHasHelp() throws Exception {
        assertThat(jg("--help")).contains("demo").contains("server").doesNotContain("warm-up");
        assertThat(jg("server", "--help"))
                .contains("--port", "--host", "--data", "--ready-file", "--simulate-gpu", "143");
        assertThat(jg("demo", "--help")).contains("FILE", "Exit code: 0");
    }

    private String jg(String... arguments) throws Exception {
        return Programs.output(folder, Map.of(), JgLine.of("64m", arguments));
    }

    private static String status(ServerProcess server, String job) throws Exception {
        return server.client().get("/v1/jobs/" + job).path("status").asText();
    }
}
