package dev.jobgrid.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.server.admin.PrivateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a script that the server takes requests, and how to make them. The file is there only while that is so, is never
 * seen half written, and only its owner may read it. Single-threaded.
 */
public final class ReadyFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;

    /** A ready file at this place; its folder has to exist. */
    public ReadyFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /**
     * Takes away the file of an earlier server that was killed.
     *
     * @return the key that stood in it
     */
    public Optional<String> takeOver() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        Optional<String> key = keyIn(Files.readAllBytes(path));
        Files.delete(path);
        return key;
    }

    /** Writes it. */
    public void write(URI url, String apiKey) throws IOException {
        byte[] text = JSON.writeValueAsBytes(Map.of("url", url.toString(), "api_key", apiKey));
        PrivateFile.write(path, text);
    }

    /** Takes the file away. */
    public void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    private static Optional<String> keyIn(byte[] text) {
        try {
            JsonNode key = JSON.readTree(text).path("api_key");
            return key.isTextual() ? Optional.of(key.asText()) : Optional.empty();
        } catch (IOException e) {
            // Not one of ours; it is replaced all the same, as the one who started us asked for it.
            return Optional.empty();
        }
    }
}
