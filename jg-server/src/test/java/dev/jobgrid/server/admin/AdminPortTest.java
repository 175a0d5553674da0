package dev.jobgrid.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminPortTest {
    private static final AdminRequest LIST = new AdminRequest("keys list", Map.of("workspace", List.of("default")));

    @TempDir
    private Path folder = Path.of("");

    private final AdminRequestHandler desk = AdminRequestHandler.of(
            new MemoryStorage(), InstantSource.system(), new Backups(Path.of(""), Optional.empty()));

    /** A socket that at first has no file left to open for those who come. */
    private static final class ScarceSocket extends ServerSocket {
        private final AtomicInteger failures = new AtomicInteger(3);

        ScarceSocket() throws IOException {
            super(0, 8, InetAddress.getLoopbackAddress());
        }

        @Override
        public Socket accept() throws IOException {
            if (failures.getAndDecrement() > 0) {
                throw new IOException("Too many open files");
            }
            return super.accept();
        }
    }

    @Test
    void aDoorThatCanTakeNoConnectionPausesBeforeItTriesAgain() throws IOException {
        AtomicInteger pauses = new AtomicInteger();
        try (AdminPort door = AdminPort.open(folder, desk, new ScarceSocket(), closed -> pauses.incrementAndGet())) {
            assertThat(door).isNotNull();
            assertThat(new AdminClient(folder).send(LIST)).containsExactly("workspace default has no keys");

            assertThat(pauses).hasValue(3);
        }
    }

    @Test
    void anOrderIsTakenFromWhoKnowsThePasswordAndForThatOrderOnly() throws IOException {
        try (AdminPort door = AdminPort.open(folder, desk)) {
            assertThat(door).isNotNull();
            JsonNode file = AdminPort.JSON.readTree(AdminPort.file(folder).toFile());
            String password = file.path("password").asText();
            String text = AdminPort.JSON.writeValueAsString(LIST);

            assertThat(answer(file, password, text, text)).contains("has no keys");
            assertThat(answer(file, "another", text, text)).contains("not the password");
            assertThat(answer(file, password, text, text + " ")).contains("not the password");
        }
    }

    private static String answer(JsonNode file, String password, String proven, String sent) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), file.path("port").asInt())) {
            AdminPort.writeLine(socket, new AdminPort.Hello("mine"));
            JsonNode challenge = AdminPort.JSON.readTree(AdminPort.readLine(socket));
            AdminHandshake proof =
                    new AdminHandshake(password, "mine", challenge.path("nonce").asText());
            AdminPort.writeLine(socket, new AdminPort.Sent(proof.operator(proven), sent));
            return AdminPort.JSON.readTree(AdminPort.readLine(socket)).toString();
        }
    }

    @Test
    void aLineWithoutEndIsNotReadToIt() throws IOException {
        try (AdminPort door = AdminPort.open(folder, desk)) {
            assertThat(door).isNotNull();
            int port = AdminPort.JSON
                    .readTree(AdminPort.file(folder).toFile())
                    .path("port")
                    .asInt();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                byte[] line = new byte[AdminPort.MAX_LENGTH + 1];
                socket.getOutputStream().write(line);

                assertThatThrownBy(() -> AdminPort.readLine(socket)).isInstanceOf(IOException.class);
            }
        }
    }
}
