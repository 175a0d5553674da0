package dev.jobgrid.samples.server;

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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlDoorTest {
    private static final Order LIST = new Order("keys list", Map.of("workspace", List.of("default")));

    @TempDir
    private Path folder = Path.of("");

    private final Desk desk = Desk.of(new MemoryStorage(), InstantSource.system());

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
        try (ControlDoor door =
                ControlDoor.open(folder, desk, new ScarceSocket(), closed -> pauses.incrementAndGet())) {
            assertThat(door).isNotNull();
            assertThat(new Operator(folder).give(LIST)).containsExactly("workspace default has no keys");

            assertThat(pauses).hasValue(3);
        }
    }

    @Test
    void anOrderIsTakenFromWhoKnowsThePasswordAndForThatOrderOnly() throws IOException {
        try (ControlDoor door = ControlDoor.open(folder, desk)) {
            assertThat(door).isNotNull();
            JsonNode file = ControlDoor.JSON.readTree(ControlDoor.file(folder).toFile());
            String password = file.path("password").asText();
            String text = ControlDoor.JSON.writeValueAsString(LIST);

            assertThat(answer(file, password, text, text)).contains("has no keys");
            assertThat(answer(file, "another", text, text)).contains("not the password");
            assertThat(answer(file, password, text, text + " ")).contains("not the password");
        }
    }

    private static String answer(JsonNode file, String password, String proven, String sent) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), file.path("port").asInt())) {
            ControlDoor.writeLine(socket, new ControlDoor.Hello("mine"));
            JsonNode challenge = ControlDoor.JSON.readTree(ControlDoor.readLine(socket));
            ControlProof proof =
                    new ControlProof(password, "mine", challenge.path("nonce").asText());
            ControlDoor.writeLine(socket, new ControlDoor.Sent(proof.operator(proven), sent));
            return ControlDoor.JSON.readTree(ControlDoor.readLine(socket)).toString();
        }
    }

    @Test
    void aLineWithoutEndIsNotReadToIt() throws IOException {
        try (ControlDoor door = ControlDoor.open(folder, desk)) {
            assertThat(door).isNotNull();
            int port = ControlDoor.JSON
                    .readTree(ControlDoor.file(folder).toFile())
                    .path("port")
                    .asInt();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                byte[] line = new byte[ControlDoor.LONGEST + 1];
                socket.getOutputStream().write(line);

                assertThatThrownBy(() -> ControlDoor.readLine(socket)).isInstanceOf(IOException.class);
            }
        }
    }
}
