package dev.jobgrid.samples.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Lets the owner of a server's folder give it orders while it runs: a port of this machine, and a file in the folder, for
 * the owner's eyes only, with what one must say there. An order and its answer are a line of JSON each. Thread-safe.
 */
final class ControlDoor implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final int LONGEST = 64 << 10;
    static final int PATIENCE_MILLIS = 10_000;

    private final Path file;
    private final ServerSocket socket;
    private final String password;
    private final Desk desk;

    private ControlDoor(Path file, ServerSocket socket, String password, Desk desk) {
        this.file = file;
        this.socket = socket;
        this.password = password;
        this.desk = desk;
    }

    /** What is sent. */
    record Sent(String password, Order order) {}

    /** What is answered: lines, or what was wrong. */
    record Answer(List<String> lines, String error) {}

    static Path file(Path data) {
        return data.resolve("control.json");
    }

    static ControlDoor open(Path data, Desk desk) throws IOException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        try {
            PrivateFile.write(
                    file(data), JSON.writeValueAsBytes(Map.of("port", socket.getLocalPort(), "password", password)));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        ControlDoor door = new ControlDoor(file(data), socket, password, desk);
        Thread thread = new Thread(door::serve, "jg-control");
        thread.setDaemon(true);
        thread.start();
        return door;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.setSoTimeout(PATIENCE_MILLIS);
                byte[] line = readLine(client);
                client.getOutputStream().write(JSON.writeValueAsBytes(answer(line)));
                client.getOutputStream().write('\n');
            } catch (IOException e) {
                // The client went away, or the door was closed.
            }
        }
    }

    static byte[] readLine(Socket from) throws IOException {
        byte[] line = new byte[LONGEST];
        int length = 0;
        for (int c = from.getInputStream().read();
                c != '\n';
                c = from.getInputStream().read()) {
            if (c < 0 || length == LONGEST) {
                throw new IOException("the line is cut short or too long");
            }
            line[length++] = (byte) c;
        }
        return Arrays.copyOf(line, length);
    }

    private Answer answer(byte[] line) {
        try {
            JsonNode sent = JSON.readTree(line);
            byte[] said = sent.path("password").asText().getBytes(StandardCharsets.UTF_8);
            if (!MessageDigest.isEqual(said, password.getBytes(StandardCharsets.UTF_8))) {
                return new Answer(List.of(), "this is not the password of this server's folder");
            }
            return new Answer(desk.carryOut(JSON.treeToValue(sent.path("order"), Order.class)), "");
        } catch (IOException | RuntimeException e) {
            String message = e.getMessage();
            return new Answer(List.of(), message == null ? e.getClass().getSimpleName() : message);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            socket.close();
        } catch (IOException e) {
            System.getLogger(ControlDoor.class.getName())
                    .log(System.Logger.Level.WARNING, "the control file could not be taken away", e);
        }
    }
}
