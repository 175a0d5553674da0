package dev.jobgrid.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.storage.H2Storage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives requests to what a folder keeps: through the server that runs on it, or else by opening it. Thread-safe.
 */
public final class AdminClient {
    private final Path data;

    /** Requests to this data folder. */
    public AdminClient(Path data) {
        this.data = data.toAbsolutePath().normalize();
    }

    /** Whether there is a data folder of a server. */
    public boolean hasFolder() {
        return Files.isDirectory(data.resolve("store")) || Files.exists(AdminPort.file(data));
    }

    /**
     * Sends a request, and returns the response.
     *
     * @return lines for the operator
     * @throws IOException if there is no such folder, its server does not answer, or it cannot do this
     * @throws IllegalArgumentException if the request makes no sense
     */
    public List<String> send(AdminRequest request) throws IOException {
        return send(request, line -> {});
    }

    /** As {@link #send(AdminRequest)}, and reports progress. */
    public List<String> send(AdminRequest request, Consumer<String> progress) throws IOException {
        Optional<List<String>> response = throughServer(request, progress);
        if (response.isPresent()) {
            return response.get();
        }
        if (!Files.isDirectory(data.resolve("store"))) {
            throw new IOException(data + " is no data folder of a server; name it with --data");
        }
        InstantSource clock = InstantSource.system();
        try (H2Storage storage = H2Storage.open(data.resolve("store"))) {
            return AdminRequestHandler.of(storage, clock, new Backups(data, Optional.of(storage)))
                    .handle(request, progress);
        }
    }

    private Optional<List<String>> throughServer(AdminRequest request, Consumer<String> progress) throws IOException {
        JsonNode door;
        try {
            door = AdminPort.JSON.readTree(Files.readAllBytes(AdminPort.file(data)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        AdminPort.Response answer;
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), door.path("port").asInt())) {
            answer = ask(socket, door.path("password").asText(), request, progress);
        } catch (IOException e) {
            // What a killed server left behind, and maybe someone else at its port. If one runs all the same, it holds
            // the folder, and that is said.
            return Optional.empty();
        }
        if (!answer.error().isEmpty()) {
            if (answer.makesNoSense()) {
                throw new IllegalArgumentException(answer.error());
            }
            throw new IOException(answer.error());
        }
        return Optional.of(answer.lines());
    }

    private static AdminPort.Response ask(
            Socket socket, String password, AdminRequest request, Consumer<String> progress) throws IOException {
        socket.setSoTimeout(AdminPort.TIMEOUT_MILLIS);
        String nonce = AdminHandshake.random();
        AdminPort.writeLine(socket, new AdminPort.Hello(nonce));
        AdminPort.Challenge challenge = AdminPort.JSON.readValue(AdminPort.readLine(socket), AdminPort.Challenge.class);
        AdminHandshake proof = new AdminHandshake(password, nonce, challenge.nonce());
        if (!AdminHandshake.isSame(proof.server(), challenge.proof())) {
            throw new IOException("this is another program's port now");
        }
        String text = AdminPort.JSON.writeValueAsString(request);
        AdminPort.writeLine(socket, new AdminPort.Sent(proof.operator(text), text));
        // Letting much go takes long, and the server is there to do it.
        boolean takesLong = request.name().startsWith("retention ")
                || Set.of("nodes forget", "backup").contains(request.name());
        socket.setSoTimeout(takesLong ? 0 : AdminPort.TIMEOUT_MILLIS);
        JsonNode said = AdminPort.JSON.readTree(AdminPort.readLine(socket));
        while (said.has("progress")) {
            progress.accept(said.path("progress").asText());
            said = AdminPort.JSON.readTree(AdminPort.readLine(socket));
        }
        return AdminPort.JSON.treeToValue(said, AdminPort.Response.class);
    }
}
