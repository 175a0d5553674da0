package dev.jobgrid.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.GridSettings;
import dev.jobgrid.errors.JobGridException;
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
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.JobHistory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTest {
    private static final GridSettings SETTINGS =
            GridSettings.DEFAULT.withRunning(GridSettings.DEFAULT.running().withStopGrace(Duration.ofSeconds(1)));

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private GridServer server() throws IOException {
        return GridServer.start(
                new ServerSettings(folder, "127.0.0.1", 0, List.of(), true, SETTINGS, Optional.empty()));
    }

    private List<String> send(String order, Map<String, List<String>> options) throws IOException {
        Map<String, List<String>> all = new HashMap<>(options);
        all.put("workspace", List.of("default"));
        return new AdminClient(folder).send(new AdminRequest(order, all));
    }

    private String createdKey() throws IOException {
        List<String> lines = send("keys create", Map.of("name", List.of("ci"), "scope", List.of("jobs:read")));
        return lines.get(1).replaceFirst("API key +", "").replaceFirst(" .*", "");
    }

    private String idOf(String name) throws IOException {
        return send("keys list", Map.of()).stream()
                .filter(line -> line.endsWith("  " + name))
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
    }

    private static final String AWAY =
            ".+ +process +0 of \\d+ +0 +none +away since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    @Test
    void whatNeedNotBeKeptIsShownAndLetGoWhetherTheServerRunsOrNot() throws Exception {
        Map<String, List<String>> rules = Map.of("keep", List.of("jobs=90d,artifacts=30d/10G"));
        try (GridServer server = server()) {
            assertThat(server.url()).isNotNull();
            assertThat(send("retention preview", rules)).containsExactly("nothing would go");
            assertThat(send("retention run", Map.of())).containsExactly("nothing went");
        }
        assertThat(send("retention run", rules)).containsExactly("nothing went");
        assertThat(send("retention adopt", Map.of())).containsExactly("nothing went");
        assertThatThrownBy(() -> send("retention preview", Map.of("keep", List.of("jobs=1h"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JOBS");
    }

    @Test
    void aKeyMadeWhileTheServerRunsWorksAndOneRevokedWorksNoMoreAtOnce() throws Exception {
        try (GridServer server = server()) {
            ApiClient client = new ApiClient(server.url(), createdKey());
            assertThat(client.get("/v1/jobs").path("jobs")).isEmpty();

            assertThat(send("keys revoke", Map.of("key", List.of(idOf("ci"))))).hasSize(1);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> client.get("/v1/jobs"))
                    .withMessageContaining("401");
        }
    }

    /** As another user of the machine can: the port is there for all. */
    @Test
    void connectionsThatSayNothingHoldUpNoOrder() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (GridServer server = server()) {
            assertThat(server.url()).isNotNull();
            int port = new ObjectMapper()
                    .readTree(folder.resolve("control.json").toFile())
                    .path("port")
                    .asInt();
            for (int i = 0; i < 40; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
                silent.get(i).getOutputStream().write('{');
            }

            assertThat(send("keys list", Map.of())).containsExactly("workspace default has no keys");
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** Whoever has the port of a server that was killed gets nothing by which to give orders to it. */
    @Test
    void whoDoesNotKnowThePasswordIsNotToldIt() throws Exception {
        server().close();
        String password = "a password of a server that was killed";
        try (ServerSocket other = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Files.write(
                    folder.resolve("control.json"),
                    new ObjectMapper().writeValueAsBytes(Map.of("port", other.getLocalPort(), "password", password)));
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> hearAndReply(other));

            assertThat(send("keys list", Map.of())).containsExactly("workspace default has no keys");

            assertThat(heard.get(20, TimeUnit.SECONDS)).isNotEmpty().doesNotContain(password, "keys list");
        }
    }

    private static String hearAndReply(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            String first = in.readLine();
            socket.getOutputStream().write("{\"nonce\":\"00\",\"proof\":\"00\"}\n".getBytes(UTF_8));
            return first + in.lines().collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        Map<String, List<String>> invoice = Map.of("amount", List.of("2.5"), "reference", List.of("invoice 1"));
        try (GridServer server = GridServer.start(settings)) {
            String key =
                    send("keys create", Map.of("name", List.of("all"))).get(1).split(" +")[2];
            ApiClient client = new ApiClient(server.url(), key);
            assertThat(client.get("/v1/billing/balance").path("available_usd").asDouble())
                    .isZero();

            assertThat(send("credits add", invoice).get(0)).contains("$2.500000 available");
            assertThat(send("credits add", invoice).get(0)).contains("$2.500000 available");

            assertThat(client.get("/v1/billing/balance").path("available_usd").asDouble())
                    .isEqualTo(2.5);
        }
        assertThat(send("credits balance", Map.of()).get(0)).isEqualTo("available  $2.500000");
        assertThat(send("credits history", Map.of()))
                .singleElement()
                .asString()
                .contains("top-up  invoice 1  available +$2.500000, top-ups -$2.500000");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> send("credits add", Map.of("amount", List.of("0.0000001"), "reference", List.of("x"))))
                .withMessageContaining("six digits");
    }

    @Test
    void templatesPutWithoutTheServerAreNamedInIt() throws Exception {
        server().close();
        String draft = "{\"image\":\"acme/transcribe:3-cuda12\",\"workload_type\":\"batch\",\"gpu_type\":\"L4\"}";
        send("templates put", Map.of("slug", List.of("transcribe"), "draft", List.of(draft)));
        assertThat(send("templates list", Map.of())).containsExactly("transcribe  acme/transcribe:3-cuda12");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> send("templates put", Map.of("slug", List.of("x"), "draft", List.of("{\"imag\":\"a\"}"))))
                .withMessageContaining("imag");

        try (GridServer server = server()) {
            ApiClient client = new ApiClient(server.url(), createdKey());
            assertThat(client.get("/v1/templates/transcribe")
                            .at("/draft/gpu_type")
                            .asText())
                    .isEqualTo("L4");
            send("templates remove", Map.of("slug", List.of("transcribe")));
            assertThat(client.get("/v1/templates").path("templates")).isEmpty();
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
        assertThat(send("nodes", Map.of()).get(0)).startsWith("NODE").contains("MACHINE", "GPUS FREE", "JOBS", "GRIDS");
        assertThat(send("nodes", Map.of())).anyMatch(line -> line.matches(AWAY));
        try (GridServer server = server()) {
            assertThat(server.url()).isNotNull();
            // The server writes down its nodes soon after it began.
            List<String> shown = await("the nodes of the server and of the gone one")
                    .until(() -> send("nodes", Map.of()), lines -> lines.size() == 3);
            assertThat(shown)
                    .anyMatch(line -> line.matches(
                            "burnt-down +machine-one +process +unknown +1 +none +known by allocations only"));
            String own = shown.stream()
                    .filter(line -> line.matches(".+ +process +(\\d+) of \\1 +0 +grid_.+ +takes jobs"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(shown))
                    .split(" ")[0];

            assertThatIOException()
                    .isThrownBy(() -> send("nodes forget", Map.of("node", List.of(own))))
                    .withMessageContainingAll("grid_", "reaches it");
            assertThatIOException()
                    .isThrownBy(() -> send("nodes forget", Map.of("node", List.of("nowhere"))))
                    .withMessageContaining("no node is called 'nowhere'");
            assertThat(send("nodes forget", Map.of("node", List.of("burnt-down"))))
                    .containsExactly(
                            "node burnt-down is forgotten: 1 runs gave back what they held there",
                            "job one of workspace default is queued again");
            assertThat(send("nodes", Map.of())).hasSize(2);
        }
        placedOnAMachineThatIsGone("two");
        assertThat(send("nodes forget", Map.of("node", List.of("machine-two")))).hasSize(2);
        List<String> left = send("nodes", Map.of());
        assertThat(left).hasSize(2).element(1).asString().matches(AWAY);
        assertThat(send("nodes forget", Map.of("node", List.of(left.get(1).split(" ")[0]))))
                .hasSize(1);
        assertThat(send("nodes", Map.of()))
                .containsExactly(
                        "no node is known: no live grid reaches one, none is away, and no run holds anything on"
                                + " one");
    }

    @Test
    void theDoorIsTheOwnersAndIsGoneWithTheServer() throws Exception {
        Path door = folder.resolve("control.json");
        try (GridServer server = server()) {
            assertThat(server.url()).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(door)))
                    .isEqualTo("rw-------");
            String wrong = Files.readString(door).replaceAll("\"password\":\"..", "\"password\":\"zz");
            Files.writeString(door, wrong);
            // It does not take the server for its own, and finds the folder held.
            assertThatThrownBy(() -> send("keys list", Map.of()))
                    .isInstanceOf(JobGridException.class)
                    .hasMessageContaining("in use");
        }
        assertThat(door).doesNotExist();
    }

    @Test
    void whatAKilledServerLeftDoesNotMislead() throws Exception {
        server().close();
        Files.writeString(folder.resolve("control.json"), "{\"port\":1,\"password\":\"old\"}");

        assertThat(send("keys list", Map.of())).isNotEmpty();
    }

    @Test
    void anOrderThatMakesNoSenseSaysWhy() throws Exception {
        server().close();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> send("keys create", Map.of("name", List.of("x"), "scope", List.of("all"))))
                .withMessageContaining("jobs:read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> send("keys revoke", Map.of("key", List.of("key_none"))))
                .withMessageContaining("keys list");
        assertThat(send("callbacks list", Map.of("state", List.of("given-up"))))
                .containsExactly("no callback is given-up");
        assertThat(send("callbacks retry", Map.of())).containsExactly("no callback was given up");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new AdminClient(folder.resolve("nowhere"))
                        .send(new AdminRequest("keys list", Map.of("workspace", List.of("default")))))
                .withMessageContaining("--data");
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
        assertThat(send("keys list", Map.of()).get(0)).contains("expires 20").endsWith("  cli");
    }
}
