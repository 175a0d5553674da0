package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.server.admin.AdminClient;
import dev.jobgrid.server.admin.AdminRequest;
import dev.jobgrid.server.cli.Jg;
import dev.jobgrid.server.cli.JgRun;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.JobHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTest {
    private static final GridSettings SETTINGS =
            GridSettings.DEFAULT.withRunning(GridSettings.DEFAULT.running().withStopGrace(Duration.ofSeconds(1)));

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private GridServer server() throws IOException {
        return GridServer.start(
                new ServerSettings(folder, "127.0.0.1", 0, List.of(), true, SETTINGS, Optional.empty()), Jg::serve);
    }

    private JgRun jg(String... words) {
        String[] line = Arrays.copyOf(words, words.length + 2);
        line[words.length] = "--data";
        line[words.length + 1] = folder.toString();
        return JgRun.of(Map.of(), line);
    }

    private List<String> printed(String... words) {
        JgRun run = jg(words);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run.lines();
    }

    private String refused(int code, String... words) {
        JgRun run = jg(words);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        return run.err();
    }

    private String createdKey() {
        List<String> lines = printed("keys", "create", "--name", "ci", "--scope", "jobs:read");
        return lines.get(1).replaceFirst("API key +", "").replaceFirst(" .*", "");
    }

    private String idOf(String name) {
        return printed("keys", "list").stream()
                .filter(line -> line.endsWith("  " + name))
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
    }

    private static final String AWAY =
            ".+ +process +0 of \\d+ +0 +none +away since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    @Test
    void whatNeedNotBeKeptIsShownAndLetGoWhetherTheServerRunsOrNot() throws Exception {
        String rules = "--keep=jobs=90d,artifacts=30d/10G";
        try (GridServer server = server()) {
            assertThat(server.url()).isNotNull();
            assertThat(printed("retention", rules)).containsExactly("nothing would go");
            assertThat(printed("retention", "--now")).containsExactly("nothing went");
        }
        assertThat(printed("retention", "--now", rules)).containsExactly("nothing went");
        assertThat(printed("retention", "--adopt-blobs")).containsExactly("nothing went");
        assertThat(refused(2, "retention", "--keep=jobs=1h")).contains("JOBS");
    }

    @Test
    void aKeyMadeWhileTheServerRunsWorksAndOneRevokedWorksNoMoreAtOnce() throws Exception {
        try (GridServer server = server()) {
            ApiClient client = new ApiClient(server.url(), createdKey());
            assertThat(client.get("/v1/jobs").path("jobs")).isEmpty();

            assertThat(printed("keys", "revoke", idOf("ci"))).hasSize(1);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> client.get("/v1/jobs"))
                    .withMessageContaining("401");
        }
    }

    private static HttpResponse<String> got(String address, String cookie) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void anAddressOfTheConsoleOpensItForTheOperatorOfTheServerOnceAndOfNoOther() throws Exception {
        try (GridServer server = server()) {
            String address = printed("console").get(0);
            assertThat(address).matches(server.url() + "/console/operator\\?ticket=[A-Za-z0-9_-]{43}");
            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            try (GridServer other = GridServer.start(
                    new ServerSettings(elsewhere, "127.0.0.1", 0, List.of(), true, SETTINGS, Optional.empty()),
                    Jg::serve)) {
                String there =
                        address.replace(server.url().toString(), other.url().toString());
                assertThat(got(there, "").statusCode()).isEqualTo(401);
            }

            HttpResponse<String> opened = got(address, "");
            String cookie =
                    opened.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];

            assertThat(opened.statusCode()).isEqualTo(303);
            assertThat(got(address, "").statusCode()).isEqualTo(401);
            HttpResponse<String> grid = got(server.url() + "/console/grid", cookie);
            assertThat(grid.statusCode()).isEqualTo(200);
            assertThat(grid.body()).contains("The grid is well.");
            assertThat(got(server.url() + "/v1/jobs", cookie).statusCode()).isEqualTo(401);
        }
        assertThat(refused(1, "console")).contains("no server runs on this folder", "jg server --data");
    }

    @Test
    void aServerWithoutConsoleSaysHowToGetOne() throws Exception {
        Access access = new Access(
                Optional.empty(),
                Optional.empty(),
                Access.Pages.NONE,
                Optional.empty(),
                Access.Bounds.DEFAULT,
                Optional.empty(),
                false);
        ServerSettings settings =
                new ServerSettings(folder, "127.0.0.1", 0, List.of(), true, SETTINGS, Optional.empty());
        try (GridServer server = GridServer.start(settings, access, risk -> false, Jg::serve)) {
            assertThat(server.url()).isNotNull();
            assertThat(refused(1, "console")).contains("without --no-console");
        }
    }

    @Test
    void aKeyMadeWhileNoServerRunsWorksInTheNextOne() throws Exception {
        server().close();
        String key = createdKey();

        try (GridServer server = server()) {
            assertThat(new ApiClient(server.url(), key).get("/v1/jobs").path("jobs"))
                    .isEmpty();
        }
    }

    @Test
    void creditsGivenWhileTheServerRunsArePaidWithAndAreThereWithoutIt() throws Exception {
        ServerSettings.Operation plain = ServerSettings.Operation.PLAIN;
        ServerSettings settings = new ServerSettings(
                folder,
                "127.0.0.1",
                0,
                List.of(),
                true,
                SETTINGS,
                Optional.empty(),
                new ServerSettings.Operation(
                        plain.callbacks(),
                        plain.accessLog(),
                        plain.postgres(),
                        plain.catalog(),
                        true,
                        plain.files(),
                        plain.retention(),
                        plain.hosts()));
        String[] invoice = {"credits", "add", "2.5", "--reference", "invoice 1"};
        try (GridServer server = GridServer.start(settings, Jg::serve)) {
            String key = printed("keys", "create", "--name", "all").get(1).split(" +")[2];
            ApiClient client = new ApiClient(server.url(), key);
            assertThat(client.get("/v1/billing/balance").path("available_usd").asDouble())
                    .isZero();

            assertThat(printed(invoice).get(0)).contains("$2.500000 available");
            assertThat(printed(invoice).get(0)).contains("$2.500000 available");

            assertThat(client.get("/v1/billing/balance").path("available_usd").asDouble())
                    .isEqualTo(2.5);
            Map<String, String> byKey = Map.of(
                    "JUNGLEGRID_API_BASE", server.url().toString(),
                    "JUNGLE_GRID_API_KEY", key,
                    "XDG_CONFIG_HOME", folder.resolve("config").toString());
            assertThat(JgRun.of(byKey, "credits", "balance").lines()).contains("available  $2.500000");
            assertThat(JgRun.of(byKey, "credits", "history").lines())
                    .singleElement()
                    .asString()
                    .contains("top-up");
        }
        assertThat(printed("credits", "balance").get(0)).isEqualTo("available  $2.500000");
        assertThat(printed("credits", "history"))
                .singleElement()
                .asString()
                .contains("top-up  invoice 1  available +$2.500000, top-ups -$2.500000");
        assertThat(refused(2, "credits", "add", "0.0000001", "--reference", "x"))
                .contains("six digits");
    }

    @Test
    void templatesPutWithoutTheServerAreNamedInIt() throws Exception {
        server().close();
        Path draft = folder.resolve("draft.json");
        Files.writeString(
                draft, "{\"image\":\"acme/transcribe:3-cuda12\",\"workload_type\":\"batch\",\"gpu_type\":\"L4\"}");
        printed("templates", "put", "transcribe", draft.toString());
        assertThat(printed("templates", "list")).containsExactly("transcribe  acme/transcribe:3-cuda12");
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"imag\":\"a\"}");
        assertThat(refused(2, "templates", "put", "x", wrong.toString())).contains("imag");

        try (GridServer server = server()) {
            ApiClient client = new ApiClient(server.url(), createdKey());
            assertThat(client.get("/v1/templates/transcribe")
                            .at("/draft/gpu_type")
                            .asText())
                    .isEqualTo("L4");
            printed("templates", "remove", "transcribe");
            assertThat(client.get("/v1/templates").path("templates")).isEmpty();
            printed("templates", "put", "again", draft.toString());
            assertThat(printed("templates", "list")).containsExactly("again  acme/transcribe:3-cuda12");
            assertThat(refused(2, "templates", "put", "x", wrong.toString())).contains("imag");
            assertThat(refused(2, "templates", "put", "x", "nowhere.json")).contains("nowhere.json is not a file");
        }
    }

    /** As a server leaves it whose machine burnt down: its run is in the store, and nobody reaches where that was. */
    private void placedOnAMachineThatIsGone(String id) {
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId(id));
        JobSpec spec =
                JobSpec.builder(id, "acme/train:1", WorkloadType.TRAINING).build();
        Placement place = new Placement(
                "process",
                new NodeName("burnt-down"),
                List.of("gpu-0"),
                new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30),
                true,
                "",
                Usd.ZERO,
                List.of(),
                "the only one",
                Optional.of(new MachineId("machine-" + id)));
        Instant now = Instant.now();
        try (Storage storage = H2Storage.open(folder.resolve("store"))) {
            Job queued = storage.jobs()
                    .create(List.of(JobHistory.created(ref, spec, now)))
                    .get(0)
                    .job();
            assertThat(storage.jobs()
                            .apply(Transition.of(queued, Trigger.ASSIGN, now)
                                    .phase(ExecutionPhase.WORKER_ASSIGNED)
                                    .attempt(queued.attempt().next(new InstanceId("grid_gone"), place))
                                    .event("job.assigned", "Worker assigned", "It has a place.")
                                    .build()))
                    .isTrue();
        }
    }

    @Test
    void nodesThatAreGoneAreShownAndForgottenWhetherTheServerRunsOrNot() throws Exception {
        server().close();
        placedOnAMachineThatIsGone("one");
        assertThat(printed("nodes").get(0)).startsWith("NODE").contains("MACHINE", "GPUS FREE", "JOBS", "GRIDS");
        assertThat(printed("nodes")).anyMatch(line -> line.matches(AWAY));
        try (GridServer server = server()) {
            assertThat(server.url()).isNotNull();
            // The server writes down its nodes soon after it began.
            List<String> shown = await("the nodes of the server and of the gone one")
                    .until(() -> printed("nodes"), lines -> lines.size() == 3);
            assertThat(shown)
                    .anyMatch(line -> line.matches(
                            "burnt-down +machine-one +process +unknown +1 +none +known by allocations only"));
            String own = shown.stream()
                    .filter(line -> line.matches(".+ +process +(\\d+) of \\1 +0 +grid_.+ +takes jobs"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(shown))
                    .split(" ")[0];

            assertThat(refused(1, "nodes", "forget", own)).contains("grid_", "reaches it");
            assertThat(refused(1, "nodes", "forget", "nowhere")).contains("no node is called 'nowhere'");
            assertThat(printed("nodes", "forget", "burnt-down"))
                    .containsExactly(
                            "node burnt-down is forgotten: 1 runs gave back what they held there",
                            "job one of workspace default is queued again");
            assertThat(printed("nodes")).hasSize(2);
        }
        placedOnAMachineThatIsGone("two");
        assertThat(printed("nodes", "forget", "machine-two")).hasSize(2);
        List<String> left = printed("nodes");
        assertThat(left).hasSize(2).element(1).asString().matches(AWAY);
        assertThat(printed("nodes", "forget", left.get(1).split(" ")[0])).hasSize(1);
        assertThat(printed("nodes"))
                .containsExactly(
                        "no node is known: no live grid reaches one, none is away, and no run holds anything on"
                                + " one");
    }

    @Test
    void anOrderThatMakesNoSenseSaysWhy() throws Exception {
        server().close();

        assertThat(refused(2, "keys", "create", "--name", "x", "--scope", "all"))
                .contains("jobs:read");
        assertThat(refused(2, "keys", "revoke", "key_none")).contains("keys list");
        assertThat(printed("callbacks", "list")).containsExactly("no callback is given-up");
        assertThat(printed("callbacks", "retry")).containsExactly("no callback was given up");
        JgRun nowhere = JgRun.of(
                Map.of(), "keys", "list", "--data", folder.resolve("nowhere").toString());
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("--data");
    }

    @Test
    void aServerRunsOperatorsCommandsOnly() throws Exception {
        try (GridServer server = server()) {
            assertThat(server.url()).isNotNull();
            assertThat(sent("keys", "list", "--data", "elsewhere")).isEqualTo("0 workspace default has no keys");
            assertThat(sent("server", "--port=0")).startsWith("2 jg: there is no command 'jg server'");
            assertThat(sent("run", "busybox")).startsWith("2 jg: there is no command 'jg run'");
            // As a jg of another version may send it.
            assertThat(sent("keys", "list", "--sorted")).startsWith("2 jg: Unknown option: '--sorted'");
        }
    }

    private String sent(String... arguments) throws IOException {
        StringWriter printed = new StringWriter();
        PrintWriter to = new PrintWriter(printed);
        AdminRequest request = new AdminRequest(List.of(arguments), folder.toString(), "");
        return new AdminClient(folder).send(request, to, to).orElseThrow() + " "
                + printed.toString().strip();
    }

    @Test
    void theTraceOfAnErrorInTheServerIsItsCallersAlone() throws Exception {
        try (GridServer server = server()) {
            assertThat(server.url()).isNotNull();
            assertThat(refused(1, "nodes", "forget", "nowhere", "--debug"))
                    .contains("jg: no node is called 'nowhere'", "JobGridException: ", "\tat dev.jobgrid.");
            assertThat(refused(1, "nodes", "forget", "nowhere").lines()).hasSize(1);
        }
    }

    @Test
    void theCommandLineGivesTheOrders() throws Exception {
        server().close();

        Process process = new ProcessBuilder(
                        JgLine.of("64m", "keys", "create", "--data=" + folder, "--name=cli", "--expires-in=30d"))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("API key {2}jg_[A-Za-z0-9_-]{43} ");
        assertThat(printed("keys", "list").get(0)).contains("expires 20").endsWith("  cli");
    }
}
