package dev.jobgrid.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Where the server on a data folder listens for its owner: a Unix domain socket in a folder that nobody else may enter. The
 * file {@code control.json} names it. Immutable.
 *
 * @param data the data folder
 * @param path the socket's file
 * @param channel the socket
 */
record AdminSocket(Path data, Path path, ServerSocketChannel channel) implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PRIVATE_FOLDER = "rwx------";

    /** Not java.io.tmpdir: a job with a private workspace has a /tmp of its own. */
    private static final Path TEMPORARY = Path.of("/tmp");

    static Path file(Path data) {
        return data.resolve("control.json");
    }

    /**
     * Binds a socket, in place of one that a killed server left behind.
     *
     * @throws IOException if neither the data folder nor /tmp can hold one, or its folder is a link, which may lead to
     *     another user's
     * @throws UnsupportedOperationException if this system has none, or none that is private
     */
    static AdminSocket open(Path data) throws IOException {
        Path control = data.resolve("control");
        if (Files.isSymbolicLink(control)) {
            throw new IOException(control + " is a symbolic link, and has to be a folder; delete it");
        }
        AdminSocket socket;
        try {
            socket = bind(data, Files.createDirectories(control));
        } catch (IOException e) {
            // The path is too long for a socket's address, or the file system holds no sockets.
            socket = bind(data, Files.createTempDirectory(TEMPORARY, "jobgrid-"));
        }
        Path named = socket.path.startsWith(data) ? data.relativize(socket.path) : socket.path;
        try {
            PrivateFile.write(file(data), JSON.writeValueAsBytes(Map.of("socket", named.toString())));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static AdminSocket bind(Path data, Path folder) throws IOException {
        Path path = folder.resolve("socket");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(PRIVATE_FOLDER));
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return new AdminSocket(data, path, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The socket that control.json names; empty if there is none. Nobody may listen there any more.
     *
     * @throws IOException if its folder is another user's, or open to others
     */
    static Optional<Path> find(Path data) throws IOException {
        Path file = file(data);
        try {
            JsonNode named = JSON.readTree(Files.readAllBytes(file)).path("socket");
            Path path = data.resolve(named.asText());
            Path folder = path.getParent();
            if (!named.isTextual() || folder == null || !Files.exists(path)) {
                return Optional.empty();
            }
            requirePrivate(folder, file);
            return Optional.of(path);
        } catch (NoSuchFileException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static void requirePrivate(Path folder, Path file) throws IOException {
        String permissions =
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
        if (!permissions.equals(PRIVATE_FOLDER)
                || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(file))) {
            throw new IOException(
                    folder + ", which " + file + " names, is not a folder that only the owner of that file"
                            + " may enter; stop the server, delete both and start it again");
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file(data));
        channel.close();
        Files.deleteIfExists(path);
        Files.deleteIfExists(path.getParent());
    }
}
