package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.testkit.InTarget;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official clients, as agents' hosts have them inside, against the real command. */
class McpClientsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GPUS = "--simulate-gpu=NVIDIA L4:24x2";
    private static final String DRAFT = """
            {"workload": "batch", "image": "nvidia/cuda:12.4.1-base-ubuntu22.04", "model_size": 1,
             "command": ["sh", "-c", "%s"]}
            """;

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    /** Calls one tool, each time with a client of its own. */
    @FunctionalInterface
    private interface Inspector {
        JsonNode call(List<String> arguments) throws Exception;
    }

    @Test
    void theTypeScriptClientTakesAJobThroughEveryToolOverStdio() throws Exception {
        McpClients clients = McpClients.require();
        List<String> arguments = new ArrayList<>(List.of("stdio"));
        arguments.addAll(stdio());
        assertEveryTool(clients.run(folder, Map.of("LANG", "C.UTF-8"), "whole-job.mjs", arguments));
    }

    @Test
    void theTypeScriptClientTakesAJobThroughEveryToolOverHttp() throws Exception {
        McpClients clients = McpClients.require();
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPUS)) {
            assertEveryTool(clients.run(
                    folder, Map.of(), "whole-job.mjs", List.of("http", server.url() + "/mcp", server.key())));
        }
    }

    @Test
    void theTypeScriptClientTakesAJobThroughEveryToolOfAServerOverStdio() throws Exception {
        McpClients clients = McpClients.require();
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPUS)) {
            List<String> arguments = new ArrayList<>(List.of("stdio"));
            arguments.addAll(JgLine.of("128m", "mcp"));
            Map<String, String> environment =
                    Map.of("JUNGLEGRID_API_BASE", server.url().toString(), "JUNGLE_GRID_API_KEY", server.key());
            assertEveryTool(clients.run(folder, environment, "whole-job.mjs", arguments));
        }
    }

    private static void assertEveryTool(String output) throws Exception {
        JsonNode result = JSON.readTree(output);
        assertThat(result.path("tools")).hasSize(11);
        assertThat(result.path("progress")).isNotEmpty();
    }

    @Test
    void theInspectorTakesAJobThroughEveryToolOverHttp() throws Exception {
        McpClients clients = McpClients.require();
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPUS)) {
            List<String> target = List.of(
                    "--cli",
                    "--transport",
                    "http",
                    "--server-url",
                    server.url() + "/mcp",
                    "--header",
                    "Authorization: Bearer " + server.key());
            wholeJob(clients, target);
        }
    }

    /** Each call is a process that ends with it, so that the grid is that of a server. */
    @Test
    void theInspectorRunsAJobOverStdio() throws Exception {
        McpClients clients = McpClients.require();
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPUS)) {
            Inspector inspector = arguments -> call(clients, stdio(server), arguments);
            assertThat(inspector.call(List.of("list_jobs")).path("jobs")).isEmpty();
            String job = inspector
                    .call(with("submit_job", arguments(DRAFT.formatted("echo hi"))))
                    .path("job_id")
                    .asText();
            assertThat(inspector
                            .call(List.of("get_job", "jobId=" + job, "wait_seconds=50"))
                            .path("status")
                            .asText())
                    .isEqualTo("completed");
        }
    }

    @Test
    @Tag("nightly")
    void theInspectorTakesAJobThroughEveryToolOfAServerOverStdio() throws Exception {
        McpClients clients = McpClients.require();
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPUS)) {
            wholeJob(clients, stdio(server));
        }
    }

    private static List<String> stdio(ServerProcess server) {
        List<String> target = new ArrayList<>(List.of(
                "--cli", "-e", "JUNGLE_GRID_API_URL=" + server.url(), "-e", "JUNGLE_GRID_API_KEY=" + server.key()));
        target.addAll(JgLine.of("128m", "mcp"));
        return target;
    }

    private List<String> stdio() {
        return JgLine.of("256m", "mcp", "--data=" + folder.resolve("data"), GPUS);
    }

    private void wholeJob(McpClients clients, List<String> target) throws Exception {
        Set<String> called = new HashSet<>();
        Inspector inspector = arguments -> {
            called.add(arguments.get(0));
            return call(clients, target, arguments);
        };
        JsonNode slot = inspector
                .call(List.of("upload_job_input", "filename=words.txt"))
                .path("upload");
        send(slot);
        assertThat(inspector
                        .call(List.of("list_job_inputs"))
                        .at("/inputs/0/ready")
                        .asBoolean())
                .isTrue();
        String input = slot.path("input_id").asText();
        List<String> draft = arguments(
                DRAFT.formatted("echo hi; cp /workspace/inputs/words.txt /workspace/artifacts/out.txt"),
                "input_files=[\"" + input + "\"]");
        assertThat(inspector.call(with("estimate_job", draft)).path("available").asBoolean())
                .isTrue();
        String job = "jobId="
                + inspector.call(with("submit_job", draft)).path("job_id").asText();
        assertThat(inspector
                        .call(List.of("get_job", job, "wait_seconds=50"))
                        .path("status")
                        .asText())
                .isEqualTo("completed");
        assertThat(inspector.call(List.of("get_job_events", job)).path("items")).isNotEmpty();
        assertThat(inspector
                        .call(List.of("get_job_logs", job))
                        .at("/logs/0/message")
                        .asText())
                .isEqualTo("hi");
        String artifact = inspector
                .call(List.of("list_artifacts", job))
                .at("/artifacts/0/artifact_id")
                .asText();
        JsonNode url = inspector
                .call(List.of("get_artifact", job, "artifactId=" + artifact))
                .path("download_url");
        assertThat(bytes(url)).isEqualTo("some words");
        String slow = "jobId="
                + inspector
                        .call(with("submit_job", arguments(DRAFT.formatted("sleep 60"))))
                        .path("job_id")
                        .asText();
        assertThat(inspector
                        .call(List.of("cancel_job", slow, "reason=enough"))
                        .path("cancelled")
                        .asBoolean())
                .isTrue();
        assertThat(inspector.call(List.of("list_jobs")).path("jobs")).hasSize(2);
        assertThat(called).hasSize(11);
    }

    private JsonNode call(McpClients clients, List<String> target, List<String> arguments) throws Exception {
        List<String> line = new ArrayList<>(target);
        // A machine may be slow to start a JVM; a server that hangs is told all the same.
        line.addAll(List.of("--connect-timeout", "240000", "--method", "tools/call", "--tool-name"));
        line.add(arguments.get(0));
        if (arguments.size() > 1) {
            line.add("--tool-arg");
            line.addAll(arguments.subList(1, arguments.size()));
        }
        JsonNode result = JSON.readTree(clients.program(folder, "mcp-inspector", line));
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        return result.at("/structuredContent/data");
    }

    /** The fields of an object as the Inspector takes arguments. */
    private static List<String> arguments(String json, String... more) throws Exception {
        List<String> arguments = new ArrayList<>();
        JSON.readTree(json)
                .properties()
                .forEach(field -> arguments.add(field.getKey() + "="
                        + (field.getValue().isTextual()
                                ? field.getValue().asText()
                                : field.getValue().toString())));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    private static List<String> with(String tool, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(tool));
        line.addAll(arguments);
        return line;
    }

    private void send(JsonNode slot) throws Exception {
        Path words = Files.writeString(folder.resolve("words.txt"), "some words");
        String curl = Programs.require("curl", "the upload is made with it");
        Programs.output(
                folder,
                Map.of(),
                curl,
                "-sSf",
                "-T",
                words.toString(),
                slot.path("upload_url").asText());
        String completed = Programs.output(
                folder,
                Map.of(),
                curl,
                "-sSf",
                "-H",
                "Content-Type: application/json",
                "-d",
                "{\"token\":\"" + slot.path("token").asText() + "\"}",
                slot.path("signed_complete_url").asText());
        assertThat(JSON.readTree(completed).path("ready").asBoolean()).isTrue();
    }

    private static String bytes(JsonNode url) throws Exception {
        try (InputStream body = URI.create(url.asText()).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theConformanceSuiteFindsNothingThatTheBaselineDoesNotExplain() throws Exception {
        McpClients clients = McpClients.require();
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, GPUS);
                KeyProxy proxy = KeyProxy.start(clients, server.url(), server.key())) {
            String report = clients.program(
                    folder,
                    "conformance",
                    List.of(
                            "server",
                            "--url",
                            proxy.url() + "/mcp",
                            "--suite",
                            "all",
                            "--expected-failures",
                            clients.folder().resolve("conformance-baseline.yml").toString(),
                            "-o",
                            folder.resolve("conformance").toString()));
            Set<String> passed = Arrays.stream(report.split("\n"))
                    .filter(line -> line.matches(".*✓ [a-z0-9-]+: [1-9][0-9]* passed, 0 failed.*"))
                    .map(line -> line.replaceAll(".*✓ ([a-z0-9-]+):.*", "$1"))
                    .collect(Collectors.toSet());
            assertThat(passed).contains("server-initialize", "ping", "tools-list", "dns-rebinding-protection");
        }
    }
}
