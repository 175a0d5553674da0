package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.GridSettings;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.engine.SilentProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobCommandsTest {
    private static final int MAX_ARTIFACTS = 2;
    private static final GridSettings SETTINGS = GridSettings.DEFAULT
            .withRunning(GridSettings.DEFAULT.running().withStopGrace(Duration.ofSeconds(1)))
            .withLimits(new GridSettings.Limits(1 << 30, Duration.ofMinutes(15), MAX_ARTIFACTS, 1 << 30));
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(factory = InTarget.class)
    private static Path served = Path.of("");

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private static GridServer server;
    private static String key = "";

    @BeforeAll
    static void aServer() throws IOException {
        server = GridServer.start(
                new ServerSettings(served.resolve("data"), "127.0.0.1", 0, List.of(), true, SETTINGS, Optional.empty()),
                Jg::serve);
        key = server.keys().first().orElseThrow();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** What a failed test leaves would hold the only GPU. */
    @AfterEach
    void cancelWhatRuns() {
        for (String status : List.of("queued", "assigned", "running")) {
            jg("jobs", "--status", status, "-o", "name").lines().forEach(id -> jg("cancel", id));
        }
    }

    private static Map<String, String> environment(URI base) {
        return Map.of(
                "JUNGLEGRID_API_BASE",
                base.toString(),
                "JUNGLE_GRID_API_KEY",
                key,
                "XDG_CONFIG_HOME",
                served.resolve("config").toAbsolutePath().toString());
    }

    private static JgRun jg(String... arguments) {
        return JgRun.of(environment(server.url()), arguments);
    }

    /** Runs a shell's words as a job. */
    private static JgRun run(String script, String... options) {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(Arrays.asList(options));
        words.addAll(List.of("busybox", "--", "sh", "-c", script));
        return jg(words.toArray(String[]::new));
    }

    private static String submitted(String script, String... options) {
        List<String> words = new ArrayList<>(List.of("-d"));
        words.addAll(Arrays.asList(options));
        JgRun run = run(script, words.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines()).hasSize(1);
        return run.lines().get(0);
    }

    private static JsonNode json(JgRun run) throws IOException {
        assertThat(run.lines()).as(run.err()).hasSize(1);
        return JSON.readTree(run.out());
    }

    @Test
    void aRunPrintsWhatItsProgramPrintsAndEndsWithItsCode() {
        JgRun run = run("echo to stdout; echo to stderr >&2; exit 7");

        assertThat(run.code()).isEqualTo(7);
        assertThat(run.out()).isEqualTo("to stdout\n");
        assertThat(run.err())
                .contains("to stderr")
                .startsWith("estimate: 1 x NVIDIA L4 (simulated) at $")
                .contains("running: ")
                .contains(" failed: ");
    }

    @Test
    void linesWithATextAreFoundInALog() throws IOException {
        String id = submitted("for i in 1 2 3 4 5 6; do echo Step $i; echo other; done");
        assertThat(jg("wait", id).code()).isZero();

        assertThat(jg("logs", "--grep", "STEP", id).lines()).hasSize(6);
        assertThat(jg("logs", "--grep", "step", "--tail", "2", id).lines()).containsExactly("Step 5", "Step 6");
        assertThat(json(jg("logs", "--grep", "step 3", "-o", "json", id)).path("items"))
                .hasSize(1);
        assertThat(jg("logs", "--grep", "nowhere", id)).isEqualTo(new JgRun(0, "", ""));
        assertThat(jg("logs", "-f", "--grep", "step", id).err()).contains("pipe jg logs -f into grep");
        assertThat(jg("logs", "--grep", "x".repeat(201), id).err())
                .contains("--grep has 201 characters, 1 to 200 are allowed");
    }

    @Test
    void aLineThatIsCutSaysSoAtItsEnd() throws IOException {
        String id = submitted("printf '%16384s\\n' whole; printf '%16385s\\n' long");
        assertThat(jg("wait", id).code()).isZero();

        for (JgRun read : List.of(jg("logs", id), jg("logs", "-f", id))) {
            assertThat(read.lines()).hasSize(2);
            assertThat(read.lines().get(0)).hasSize(16384).endsWith(" whole");
            assertThat(read.lines().get(1)).endsWith(" lon [cut: of a line, 16384 bytes are kept]");
        }
        assertThat(json(jg("logs", "-o", "json", id)).at("/items/1/message").asText())
                .hasSize(16384)
                .endsWith(" lon");
    }

    @Test
    void aProgramThatASignalEndsGivesItsNumber() {
        assertThat(run("kill -KILL $$").code()).isEqualTo(137);
        assertThat(run("true").code()).isZero();
    }

    @Test
    void artifactsComeWithTheEnd() throws IOException {
        JgRun run = run(
                "mkdir -p /workspace/artifacts/a && echo made > /workspace/artifacts/a/b.txt",
                "--out",
                folder.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve("a/b.txt")).hasContent("made\n");
        assertThat(folder.resolve("a")).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void whereAnArtifactCouldNotBeStoredItIsNamedAndTheCodeIsThatOfAGridThatFailed() {
        JgRun run = run("cd /workspace/artifacts && touch a b c d", "--out", folder.toString());

        String said = "jg: not stored by the grid: [a-d], [a-d] \\(artifact_too_large\\); retained on node ";
        assertThat(run.code()).as(run.err()).isEqualTo(125);
        assertThat(folder.toFile().list()).hasSize(MAX_ARTIFACTS);
        assertThat(run.err()).containsPattern(said);
        String id = jg("jobs", "-o", "name", "--limit", "1").lines().get(0);
        JgRun get = jg("artifacts", "get", id, "--out", folder.toString());
        assertThat(get.code()).as(get.err()).isEqualTo(125);
        assertThat(get.lines()).hasSize(MAX_ARTIFACTS);
        assertThat(get.err()).containsPattern(said);

        String stored = folder.toFile().list()[0];
        assertThat(jg("artifacts", "get", id, stored, "--out", folder.toString())
                        .code())
                .isZero();
        assertThat(run("cd /workspace/artifacts && touch a b c d; exit 3", "--out", folder.toString())
                        .code())
                .isEqualTo(3);
    }

    @Test
    void whatCostsTooMuchIsNotSubmitted() {
        String name = "dear-" + System.nanoTime();
        JgRun run = run("true", "--max-cost", "0.000001", "--name", name);

        assertThat(run.code()).isEqualTo(125);
        assertThat(run.err()).contains("--max-cost").contains("not submitted");
        assertThat(jg("jobs", "--name", name, "-o", "name").out()).isEmpty();
    }

    @Test
    void filesAndVariablesReachTheProgram() throws IOException {
        Path input = Files.writeString(folder.resolve("in.txt"), "from a file\n");
        Path script =
                Files.writeString(folder.resolve("job.sh"), "cat /workspace/inputs/in.txt; echo $GREETING $OTHER\n");
        Path variables = Files.writeString(folder.resolve("vars"), "# a comment\n\nOTHER=s3cret-of-a-file\n");

        JgRun run = jg(
                "run",
                "--input",
                input.toString(),
                "--script",
                script.toString(),
                "--env",
                "GREETING=hello",
                "--env-file",
                variables.toString(),
                "busybox",
                "--",
                "sh",
                "/workspace/scripts/job.sh");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines()).containsExactly("from a file", "hello s3cret-of-a-file");
        assertThat(run.err()).contains("in.txt  12 B  uploaded as inp_").doesNotContain("s3cret");
    }

    @Test
    void aFileIsADraftOfTheApi() throws IOException {
        Path yaml = Files.writeString(folder.resolve("job.yaml"), """
                name: from-a-file
                image: busybox
                workload_type: batch
                gpu_count: 1
                command: [sh, -c, 'echo $WHO']
                environment:
                  WHO: yaml
                """);
        assertThat(jg("run", "-f", yaml.toString()).out()).isEqualTo("yaml\n");

        Path wrong =
                Files.writeString(folder.resolve("job.json"), "{\"name\":\"x\",\"image\":\"busybox\",\"gpu_cuont\":1}");
        JgRun refused = jg("run", "-f", wrong.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("jg: 'gpu_cuont' is not a field of this request; did you mean 'gpu_count'?")
                .doesNotContain("ignored");
    }

    @Test
    void whatStandsAfterTwoDashesIsTheCommandAndTheImageStandsBeforeThemOrInTheFile() throws IOException {
        String yaml = Files.writeString(folder.resolve("job.yaml"), """
                        name: from-a-file
                        image: busybox
                        workload_type: batch
                        gpu_count: 1
                        command: [sh, -c, 'exit 3']
                        """).toString();
        String name = "words-" + System.nanoTime();

        assertThat(jg("run", "-f", yaml, "--", "echo", "x").out()).isEqualTo("x\n");
        assertThat(jg("run", "-f", yaml, "--name", name, "alpine", "--", "echo", "--", "y")
                        .out())
                .isEqualTo("-- y\n");
        assertThat(jg("run", "--image", "busybox", "--", "echo", "z").out()).isEqualTo("z\n");

        assertThat(json(jg("jobs", "-o", "jsonl", "--name", name)).path("image").asText())
                .isEqualTo("alpine");
    }

    @Test
    void allFilesThatAPatternOfTheShellNamesAreUploaded() throws IOException {
        List<String> files = new ArrayList<>();
        for (String name : List.of("a.csv", "b.csv", "c.csv")) {
            files.add(Files.writeString(folder.resolve(name), name + "\n").toString());
        }
        List<String> line = new ArrayList<>(List.of("run", "--input"));
        line.addAll(files);
        line.addAll(List.of("busybox", "--", "sh", "-c", "cat /workspace/inputs/*.csv"));

        JgRun run = jg(line.toArray(String[]::new));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines()).containsExactly("a.csv", "b.csv", "c.csv");
    }

    @Test
    void readingCommandsGiveTheJsonOfTheApi() throws IOException {
        String name = "read-" + System.nanoTime();
        String id = submitted("echo out; echo err >&2; echo x > /workspace/artifacts/x.txt", "--name", name);
        assertThat(jg("wait", id).code()).isZero();

        assertThat(json(jg("jobs", "-o", "json", "--name", name))
                        .at("/jobs/0/job_id")
                        .asText())
                .isEqualTo(id);
        assertThat(json(jg("jobs", "-o", "jsonl", "--name", name.toUpperCase(Locale.ROOT)))
                        .path("status")
                        .asText())
                .isEqualTo("completed");
        assertThat(jg("jobs", "-o", "name", "--name", name).out()).isEqualTo(id + "\n");
        assertThat(json(jg("status", "-o", "json", id))
                        .path("run")
                        .path("exit_code")
                        .asInt(-1))
                .isZero();
        assertThat(json(jg("events", "-o", "json", id)).path("items")).isNotEmpty();
        assertThat(json(jg("runtime", "-o", "json", id)).path("stdout_tail").asText())
                .isEqualTo("out");
        assertThat(json(jg("logs", "-o", "json", id)).path("items")).hasSize(2);
        assertThat(jg("logs", "--stream", "stderr", id)).isEqualTo(new JgRun(0, "", "err\n"));
        assertThat(jg("logs", "--tail", "1", "-o", "jsonl", id).lines()).hasSize(1);
        assertThat(jg("status", id).out()).contains("status ").contains("completed");
    }

    @Test
    void waitGivesTheCodeOfTheFirstThatFailedAndAnotherWhenTheTimeIsOver() {
        String good = submitted("true");
        String bad = submitted("exit 3");
        assertThat(jg("wait", good, bad).code()).isEqualTo(3);

        Path gate = folder.resolve("gate");
        String gated = submitted("until [ -e '" + gate.toAbsolutePath() + "' ]; do sleep 0.1; done");
        JgRun over = jg("wait", "--timeout", "10ms", "-o", "json", gated);
        assertThat(over.code()).isEqualTo(124);
        assertThat(over.out()).isEmpty();
        assertThat(over.err().lines()).hasSize(1);
        assertThat(jg("cancel", gated).out()).isEqualTo(gated + "\n");
        assertThat(jg("cancel", gated).code()).isEqualTo(1);
    }

    @Test
    void aFollowedLogGoesOnAfterALostConnection() throws Exception {
        Path gate = folder.resolve("gate").toAbsolutePath();
        try (SilentProxy proxy =
                SilentProxy.before("tcp://127.0.0.1:" + server.url().getPort())) {
            String id = submitted("for i in 1 2 3; do echo line $i; done; until [ -e '" + gate
                    + "' ]; do sleep 0.1; done; for i in 4 5 6; do echo line $i; done");
            Awaitility.await().until(() -> jg("logs", id).lines().size() == 3);
            URI base = URI.create(proxy.uri().replace("tcp://", "http://"));
            StringWriter out = new StringWriter();
            CompletableFuture<JgRun> followed =
                    CompletableFuture.supplyAsync(() -> JgRun.with(environment(base), "", out, "logs", "-f", id));
            Awaitility.await().until(() -> out.toString().contains("line 3"));
            proxy.refuse();
            proxy.admit();
            Files.createFile(gate);

            Awaitility.await().until(followed::isDone);
            JgRun run = followed.join();
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.lines())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 6)
                            .mapToObj(i -> "line " + i)
                            .toList());
        }
    }

    @Test
    void aServerThatIsNotThereAndAKeyThatIsWrongHaveCodesOfTheirOwn() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Map<String, String> nowhere = environment(URI.create("http://127.0.0.1:" + free));
        JgRun unreachable = JgRun.of(nowhere, "jobs", "-o", "json");
        assertThat(unreachable.code()).isEqualTo(69);
        assertThat(unreachable.out()).isEmpty();
        assertThat(unreachable.err().lines()).hasSize(1);

        Map<String, String> wrong =
                Map.of("JUNGLEGRID_API_BASE", server.url().toString(), "JUNGLE_GRID_API_KEY", "jg_s3cret-of-nobody");
        JgRun refused = JgRun.of(wrong, "jobs", "-o", "json");
        assertThat(refused.code()).isEqualTo(77);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err()).doesNotContain("s3cret");
    }

    @Test
    void aJobRunsAgainWithChangesAndItsVariables() throws IOException {
        String first = submitted("echo $KEPT $CHANGED", "--env", "KEPT=s3cret-kept", "--env", "CHANGED=before");

        JgRun rerun = jg("rerun", "--set", "name=again", "--set", "environment.CHANGED=after", first);

        assertThat(rerun.code()).as(rerun.err()).isZero();
        String second = rerun.out().strip();
        assertThat(jg("wait", second).code()).isZero();
        assertThat(jg("logs", second).out()).isEqualTo("s3cret-kept after\n");
        assertThat(json(jg("status", "-o", "json", second)).path("name").asText())
                .isEqualTo("again");
        assertThat(jg("rerun", "--set", "gpu_cuont=2", first).err()).contains("gpu_count");
    }

    @Test
    void aDownloadGoesOnWhereItWasBrokenOffAndAWrongPartIsFetchedAnew() throws IOException {
        String id = submitted("echo 0123456789 > /workspace/artifacts/digits.txt");
        assertThat(jg("wait", id).code()).isZero();
        String artifact = json(jg("artifacts", "list", "-o", "json", id))
                .at("/artifacts/0/artifact_id")
                .asText();
        Path file = folder.resolve("digits.txt");
        for (String part : List.of("01234", "wrong", "0123456789\n", "far too many bytes to be of it")) {
            Files.deleteIfExists(file);
            Files.writeString(folder.resolve("digits.txt." + artifact + ".part"), part);
            Files.writeString(folder.resolve("digits.txt." + artifact + ".2.part"), "left behind");

            JgRun got = jg("artifacts", "get", id, "digits.txt", "--out", folder.toString());

            assertThat(got.code()).as(got.err()).isZero();
            assertThat(file).hasContent("0123456789\n");
            assertThat(folder).isDirectoryNotContaining("glob:**.part");
        }
        assertThat(jg("artifacts", "get", id, "--out", folder.toString()).err()).contains("already");
        JgRun unknown = jg("artifacts", "get", id, "letters.txt");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("has no artifact 'letters.txt', only: digits.txt");
        assertThat(json(jg("artifacts", "list", "-o", "json", id)).path("artifacts"))
                .hasSize(1);
    }

    @Test
    void twoDownloadsAtOnceIntoOneFolderEachFetchTheWholeFile() throws Exception {
        String id = zeros(33554432);

        JgRun first = whileItGoesOn(id, List.of(), () -> {
            JgRun second = jg("artifacts", "get", id, "--out", folder.toString());
            assertThat(second.code()).as(second.err()).isZero();
            assertThat(folder.resolve("zeros")).hasSize(33554432);
        });

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(folder.resolve("zeros")).hasSize(33554432);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aDownloadReplacesNoOtherThatWasFasterUnlessToldTo() throws Exception {
        String slow = zeros(33554432);
        String fast = zeros(7);

        JgRun refused = whileItGoesOn(
                slow,
                List.of(),
                () -> assertThat(jg("artifacts", "get", fast, "--out", folder.toString())
                                .code())
                        .isZero());

        assertThat(refused.code()).as(refused.err()).isEqualTo(1);
        assertThat(refused.err()).contains("zeros is there already", "--overwrite");
        assertThat(folder.resolve("zeros")).hasSize(7);

        // Its bytes are there: to have the name is all that is left.
        Files.delete(folder.resolve("zeros"));
        JgRun replaced = whileItGoesOn(
                zeros(33554431),
                List.of("--overwrite"),
                () -> assertThat(jg("artifacts", "get", slow, "--out", folder.toString())
                                .code())
                        .isZero());
        assertThat(replaced.code()).as(replaced.err()).isZero();
        assertThat(folder.resolve("zeros")).hasSize(33554431);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    private String zeros(int count) {
        String id = submitted("head -c " + count + " /dev/zero > /workspace/artifacts/zeros");
        assertThat(jg("wait", id).code()).isZero();
        return id;
    }

    /** How a download ends that stands still meanwhile. */
    private JgRun whileItGoesOn(String id, List<String> options, Runnable meanwhile) throws Exception {
        try (SilentProxy proxy =
                SilentProxy.before("tcp://127.0.0.1:" + server.url().getPort())) {
            URI slow = URI.create(proxy.uri().replace("tcp://", "http://"));
            List<String> words = new ArrayList<>(List.of("artifacts", "get", id, "--out", folder.toString()));
            words.addAll(options);
            long before = bytesBelow(folder);
            CompletableFuture<JgRun> first =
                    CompletableFuture.supplyAsync(() -> JgRun.of(environment(slow), words.toArray(new String[0])));
            while (bytesBelow(folder) == before && !first.isDone()) {
                Thread.onSpinWait();
            }
            proxy.silence();
            meanwhile.run();
            proxy.forget();
            proxy.refuse();
            proxy.admit();

            Awaitility.await().until(first::isDone);
            return first.join();
        }
    }

    private static long bytesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void filesAreUploadedAndListed() throws IOException {
        Path file = Files.writeString(folder.resolve("train.csv"), "a,b\n");

        String id = jg("inputs", "put", "-o", "name", file.toString()).out().strip();

        assertThat(id).startsWith("inp_");
        assertThat(jg("inputs", "list", "-o", "name").lines()).contains(id);
        assertThat(jg("inputs", "put", folder.resolve("none").toString()).code())
                .isEqualTo(2);
    }

    @Test
    void anUploadedFileIsNamedByItsId() throws IOException {
        Path file = Files.writeString(folder.resolve("by-id.csv"), "uploaded\n");
        String id = jg("inputs", "put", "-o", "name", file.toString()).out().strip();

        JgRun run = run("cat /workspace/inputs/by-id.csv", "--input", id);

        assertThat(run.out()).as(run.err()).isEqualTo("uploaded\n");
    }

    @Test
    void aFolderInAFolderIsUnpackedBesideTheOtherFiles() throws IOException {
        Path below = Files.createDirectories(folder.resolve("data/below/deep er"));
        Files.writeString(folder.resolve("data/a.txt"), "a\n");
        Files.writeString(below.resolve("b.txt"), "b\n");

        JgRun run = run(
                "cd /workspace/inputs; cat a.txt 'below/deep er/b.txt'; ls; exit 3",
                "--input",
                folder.resolve("data").toString());

        assertThat(run.lines()).as(run.err()).containsExactly("a", "b", "a.txt", "below");
        assertThat(run.code()).isEqualTo(3);
    }

    @Test
    void twoFilesOfOneNameAreRefusedBeforeAnUpload() throws IOException {
        String one = Files.writeString(folder.resolve("same.txt"), "1").toString();
        String other = Files.writeString(
                        Files.createDirectories(folder.resolve("other")).resolve("same.txt"), "2")
                .toString();

        JgRun run = run("true", "--input", one, "--input", other);

        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err())
                .contains(one + " and " + other + " would both be same.txt")
                .doesNotContain("uploaded");
    }

    @Test
    void aTemplateATimeoutAndAMountAreOptions() throws IOException {
        String file = Files.writeString(
                        folder.resolve("greet.json"),
                        "{\"name\":\"greet\",\"image\":\"busybox\",\"workload_type\":\"batch\",\"gpu_count\":1,"
                                + "\"command\":[\"sh\",\"-c\",\"echo $WHO\"]}")
                .toString();
        String data = served.resolve("data").toString();
        assertThat(jg("templates", "put", "greet", file, "--data", data).code()).isZero();

        JgRun run = jg("run", "--template", "greet", "--timeout", "5m", "-e", "WHO=you");
        assertThat(run.out()).as(run.err()).isEqualTo("you\n");
        assertThat(run.err()).containsPattern("completed \\(cost \\$0\\.\\d+");
        assertThat(jg("templates", "list").lines()).contains("greet  busybox");
        assertThat(run("true", "--timeout", "0s").err()).contains("timeout_seconds is 0");
        JgRun mount = run("true", "--mount", "none");
        assertThat(mount.code()).isEqualTo(2);
        assertThat(mount.err()).contains("mounts");
    }

    @Test
    void aFileAndALineWithTheSameImageAreClassifiedAlike() throws IOException {
        String file = Files.writeString(
                        folder.resolve("plain.yaml"),
                        "{name: x, image: busybox, workload_type: batch, command: [echo, x]}")
                .toString();

        assertThat(jg("run", "-f", file).out())
                .isEqualTo(jg("run", "busybox", "--", "echo", "x").out());
    }

    @Test
    void theFleetAndTheQueueAreShown() throws IOException {
        assertThat(json(jg("nodes", "-o", "json")).at("/nodes/0/gpus")).hasSize(1);
        assertThat(json(jg("queue", "-o", "json")).path("total").isNumber()).isTrue();
        assertThat(json(jg("whoami", "-o", "json")).path("workspace").asText()).isEqualTo("default");
        JgRun top = jg("top");
        assertThat(top.code()).as(top.err()).isZero();
        assertThat(top.out()).contains("NVIDIA L4").contains("running:").doesNotContain("\u001b");
    }

    @Test
    void topIsOneObjectAndMoreOnlyWhereAskedFor() throws IOException {
        for (String format : List.of("json", "jsonl")) {
            JgRun once = jg("top", "-o", format);
            assertThat(once.lines()).as(once.err()).hasSize(1);
            JsonNode seen = json(once);
            assertThat(seen.at("/nodes/0/gpus")).hasSize(1);
            assertThat(seen.at("/queue/total").isNumber()).isTrue();
            assertThat(seen.path("jobs").isArray()).isTrue();
        }

        Shell shell = new Shell(environment(server.url()), InputStream.nullInputStream(), false, false);
        Head head = new Head(3);
        int code = Jg.commandLine(shell)
                .setOut(new PrintWriter(head, true))
                .execute("top", "--every", "100ms", "-o", "jsonl");
        assertThat(code).isZero();
        for (String line : head.lines()) {
            assertThat(JSON.readTree(line).fieldNames()).toIterable().containsExactly("nodes", "queue", "jobs");
        }
    }

    /** Takes that many lines, and breaks then, as a pipe to a program that has ended. */
    private static final class Head extends Writer {
        private final StringBuilder taken = new StringBuilder();
        private final long most;

        Head(long most) {
            this.most = most;
        }

        List<String> lines() {
            return taken.toString().lines().toList();
        }

        @Override
        public void write(char[] text, int begin, int length) throws IOException {
            if (lines().size() >= most) {
                throw new IOException("nobody reads");
            }
            taken.append(text, begin, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void anEstimateShowsOffersAndTheirPrices() throws IOException {
        JgRun estimate = jg("estimate", "--gpu", "L4", "busybox");
        assertThat(estimate.code()).as(estimate.err()).isZero();
        assertThat(estimate.out()).contains("chosen").contains("1 x NVIDIA L4 (simulated)");
        assertThat(json(jg("estimate", "-o", "json", "--gpu", "L4", "busybox"))
                        .path("available")
                        .asBoolean())
                .isTrue();
        assertThat(jg("estimate", "--gpu", "H100", "busybox").code()).isEqualTo(1);
        JgRun wait = jg("estimate", "--wait", "5s", "--gpu", "L4", "busybox");
        assertThat(wait.code()).isEqualTo(2);
        assertThat(wait.err()).contains("--wait is for a launch plan; give --hold with it");

        Path draft = Files.writeString(
                folder.resolve("job.json"),
                "{\"name\":\"x\",\"image\":\"busybox\",\"workload_type\":\"batch\",\"gpu_count\":1}");
        JgRun explained = jg("explain", "--server", server.url().toString(), draft.toString());
        assertThat(explained.code()).as(explained.err()).isZero();
        assertThat(explained.out()).contains("chosen");
    }

    @Test
    void aRefusalForSomethingElseIsNotHiddenByTheGpus() throws IOException {
        String work = Files.writeString(
                        folder.resolve("cpu.yaml"),
                        "{name: x, image: busybox, workload_type: batch, requires_gpu: false}")
                .toString();
        String input = Files.writeString(
                        folder.resolve("input.yaml"),
                        "{name: x, image: busybox, workload_type: batch, gpu_type: H100, input_files: [{input_id: inp_none}]}")
                .toString();

        for (String command : List.of("run", "estimate")) {
            assertThat(jg(command, "-f", work).err())
                    .contains("this looks like CPU-only work")
                    .doesNotContain("no GPU that the grid knows");
            assertThat(jg(command, "-f", input).err())
                    .contains("input inp_none was not found in this workspace")
                    .doesNotContain("no GPU that the grid knows");
            assertThat(jg(command, "--gpu", "H100", "busybox").err())
                    .startsWith("estimate: no GPU that the grid knows fits this job")
                    .contains("ruled out by gpu_type");
        }
    }

    @Test
    void theApiIsCalledAsItIs() throws IOException {
        assertThat(json(jg("api", "GET", "/v1/jobs?limit=1")).path("limit").asInt())
                .isEqualTo(1);
        JgRun unknown = jg("api", "get", "/v1/jobs/job_that_is_not_there");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(json(unknown).at("/error/code").asText()).isEqualTo("NOT_FOUND");
        Path body = Files.writeString(
                folder.resolve("body.json"),
                "{\"name\":\"x\",\"image\":\"busybox\",\"workload_type\":\"batch\",\"gpu_count\":1}");
        assertThat(json(jg("api", "POST", "/v1/jobs/estimate", "-f", body.toString()))
                        .path("available")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aRunOnTheMainPathHasOnlyItsOwnCommand() {
        Shell shell = new Shell(environment(server.url()), InputStream.nullInputStream(), false, false);
        StringWriter out = new StringWriter();

        int code = Jg.commandLine(shell, "jobs", "-o", "json")
                .setOut(new PrintWriter(out, true))
                .execute("jobs", "-o", "json");

        assertThat(code).isZero();
        assertThat(Jg.commandLine(shell, "jobs").getSubcommands()).containsOnlyKeys("jobs");
        assertThat(Jg.commandLine(shell, "completion").getSubcommands()).containsKeys("jobs", "server");
        assertThat(Jg.commandLine(shell, "no-such").getSubcommands()).containsKeys("jobs", "server");
    }

    @Test
    void shellsAreToldWhatToComplete() {
        assertThat(jg("completion", "bash").out()).contains("complete -F").contains("--cancel-on-interrupt");
        assertThat(jg("completion", "zsh").out()).contains("bashcompinit");
        assertThat(jg("completion", "fish").lines())
                .allMatch(line -> line.startsWith("complete -c jg "))
                .anyMatch(line -> line.contains("-a jobs "))
                .noneMatch(line -> line.contains("warm-up"));
    }
}
