package dev.jobgrid.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server with a fixed port, below the ephemeral ports: one of those may be assigned before the server
 * listens, or while it is down, and a client that connects to the server may even get it, and connect to itself.
 */
public final class FreePort {
    private static final Path CONNECTIONS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int FIRST = 10_000;

    /** The first that Linux gives to connections by default; other systems begin later. */
    private static final int END = 32_768;

    private FreePort() {}

    /** A port without a listener. Chosen without a seed, as concurrent tests must not choose the same. */
    public static int find() throws IOException {
        int end = firstOfConnections();
        while (true) {
            int port = end > FIRST ? ThreadLocalRandom.current().nextInt(FIRST, end) : 0;
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Taken: the next one.
            }
        }
    }

    static int firstOfConnections() throws IOException {
        if (!Files.exists(CONNECTIONS)) {
            return END;
        }
        // By a Scanner, which asks for much at once: the system ends such a file after the first answer.
        try (Scanner range = new Scanner(CONNECTIONS, StandardCharsets.US_ASCII)) {
            return range.nextInt();
        }
    }
}
