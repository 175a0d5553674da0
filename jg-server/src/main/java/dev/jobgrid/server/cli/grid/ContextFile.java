package dev.jobgrid.server.cli.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.PrivateFileCheck;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.server.admin.PrivateFile;
import dev.jobgrid.wire.WireJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The file that keeps contexts with their keys. Written for its owner's eyes only, and replaced whole. Thread-safe. */
public final class ContextFile {
    private final Path path;

    private ContextFile(Path path) {
        this.path = path;
    }

    /** The file of the user whose environment this is. */
    public static ContextFile of(Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "")));
        Path folder = Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                // As the specification has it, a relative folder is ignored.
                .filter(text -> text.startsWith("/"))
                .map(Path::of)
                .orElseGet(() -> home.resolve(".config"));
        return new ContextFile(folder.resolve("jobgrid").resolve("contexts.json"));
    }

    /**
     * Its content; empty if there is no such file.
     *
     * @throws IOException if it cannot be read, or other users may use it
     */
    public Contexts read() throws IOException {
        byte[] text;
        try {
            PrivateFileCheck.requireOwnerOnly(path, "the contexts hold keys");
            text = Files.readAllBytes(path);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } catch (NoSuchFileException e) {
            return Contexts.NONE;
        }
        try {
            return contexts(WireJson.object(text));
        } catch (RuntimeException e) {
            throw new IOException(path + " is not a file of contexts; remove it and run 'jg login URL'", e);
        }
    }

    private static Contexts contexts(ObjectNode json) {
        Map<String, RemoteServer> servers = new TreeMap<>();
        json.path("contexts").properties().forEach(entry -> {
            JsonNode server = entry.getValue();
            servers.put(
                    entry.getKey(),
                    new RemoteServer(
                            URI.create(server.required("server").asText()),
                            new Secret(server.required("api_key").asText()),
                            Optional.ofNullable(server.get("ca"))
                                    .map(JsonNode::asText)
                                    .map(Path::of)));
        });
        return new Contexts(
                Optional.of(json.path("current_context"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText),
                servers);
    }

    /** Replaces its content. */
    public void write(Contexts contexts) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode();
        contexts.current().ifPresent(name -> json.put("current_context", name));
        ObjectNode servers = json.putObject("contexts");
        contexts.servers().forEach((name, server) -> {
            ObjectNode saved = servers.putObject(name)
                    .put("server", server.base().toString())
                    .put("api_key", server.key().value());
            server.ca().ifPresent(file -> saved.put("ca", file.toString()));
        });
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(folder, ownerOnly());
        PrivateFile.write(path, WireJson.bytes(json));
    }

    private static FileAttribute<?>[] ownerOnly() {
        return isPosix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
