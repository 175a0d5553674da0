package dev.jobgrid.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Adds an API key to what passes through it, for clients that cannot. */
record KeyProxy(Process process, URI url) implements AutoCloseable {
    static KeyProxy start(McpClients clients, URI server, String key) throws IOException {
        Process process = Programs.child(List.of(
                        clients.node(),
                        clients.folder().resolve("key-proxy.mjs").toString(),
                        server.toString(),
                        key))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String port = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        return new KeyProxy(process, URI.create("http://127.0.0.1:" + port));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
