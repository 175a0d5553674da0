package dev.jobgrid.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How commands come to a server: by a socket, with whoever may be on its other end. */
class AdminPortTest {
    private static Path parent(Path socket) {
        return Objects.requireNonNull(socket.getParent());
    }

    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @TempDir(factory = InTarget.class)
    private static Path kept = Path.of("");

    private static H2Storage storage;
    private static Administration administration;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void aStore() {
        storage = H2Storage.inMemory(kept);
        administration = Administration.of(storage, kept);
    }

    @AfterAll
    static void close() {
        storage.close();
    }

    @BeforeEach
    void anAbsoluteFolder() {
        folder = folder.toAbsolutePath().normalize();
    }

    /** Says what it was told. */
    private static int echo(Administration store, AdminRequest request, PrintWriter out, PrintWriter err) {
        out.println(request.arguments() + " with " + request.input());
        err.println("from " + request.directory());
        return request.arguments().size();
    }

    private AdminPort open(Path data, AdminPort.Commands commands) throws IOException {
        return AdminPort.open(data, administration, commands, AdminPort.PATIENCE);
    }

    private OptionalInt send(String... arguments) throws IOException {
        return send(folder, arguments);
    }

    private OptionalInt send(Path data, String... arguments) throws IOException {
        return new AdminClient(data, SHORT.multipliedBy(25))
                .send(
                        new AdminRequest(List.of(arguments), "/somewhere", "text"),
                        new PrintWriter(out),
                        new PrintWriter(err));
    }

    private static Path socket(Path data) throws IOException {
        return AdminSocket.find(data).orElseThrow();
    }

    private static SocketChannel connect(Path data) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket(data)));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aCommandPrintsToWhoCalledItAndHasItsExitCode() throws IOException {
        try (AdminPort port = open(folder, AdminPortTest::echo)) {
            assertThat(port).isNotNull();
            assertThat(send("keys", "list")).hasValue(2);
        }
        assertThat(out).hasToString("[keys, list] with text\n");
        assertThat(err).hasToString("from /somewhere\n");
    }

    @Test
    void theSocketIsItsOwnersAndIsGoneWithTheServer() throws IOException {
        Path control = folder.resolve("control.json");
        Path socket;
        try (AdminPort port = open(folder, AdminPortTest::echo)) {
            assertThat(port).isNotNull();
            socket = socket(folder);
            assertThat(socket).startsWith(folder);
            assertThat(permissions(socket)).isEqualTo("rw-------");
            assertThat(permissions(parent(socket))).isEqualTo("rwx------");
            assertThat(permissions(control)).isEqualTo("rw-------");
        }
        assertThat(control).doesNotExist();
        assertThat(socket.getParent()).doesNotExist();
        assertThat(send("keys", "list")).isEmpty();
    }

    /** As a killed server leaves it: a file on which nobody listens. */
    private void leaveASocketBehind() throws IOException {
        AdminSocket.open(folder).channel().close();
    }

    @Test
    void whatAKilledServerLeftMisleadsNobodyAndIsReplaced() throws IOException {
        leaveASocketBehind();
        assertThat(socket(folder)).exists();
        assertThat(send("keys", "list")).isEmpty();

        try (AdminPort port = open(folder, AdminPortTest::echo)) {
            assertThat(port).isNotNull();
            assertThat(socket(folder)).startsWith(folder);
            assertThat(send("keys", "list")).hasValue(2);
        }
    }

    @Test
    void aFolderWhosePathIsTooLongForASocketHasItInAPrivateFolder() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a-long-name-of-a-folder".repeat(5)));
        Path socket;
        try (AdminPort port = open(deep, AdminPortTest::echo)) {
            assertThat(port).isNotNull();
            socket = socket(deep);
            assertThat(socket).startsWith(Path.of("/tmp"));
            assertThat(permissions(parent(socket))).isEqualTo("rwx------");
            assertThat(send(deep, "keys", "list")).hasValue(2);

            Path copy = Files.createDirectory(folder.resolve("copy"));
            Files.copy(deep.resolve("control.json"), copy.resolve("control.json"));
            assertThat(send(copy, "keys", "list")).as("of a copy of the folder").isEmpty();
        }
        assertThat(socket.getParent()).doesNotExist();
    }

    /** Whoever may write there could lead the socket, and the rights of its folder, to a folder of theirs. */
    @Test
    void aFolderOfTheSocketThatIsALinkIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path control = Files.createSymbolicLink(folder.resolve("control"), elsewhere);

        assertThatIOException()
                .isThrownBy(() -> AdminSocket.open(folder))
                .withMessageContaining(control + " is a symbolic link")
                .withMessageContaining("delete it");
        assertThat(permissions(elsewhere)).isEqualTo("rwxr-xr-x");
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(folder.resolve("control.json")).doesNotExist();
    }

    @Test
    void aSocketInAFolderThatOthersMayEnterIsRefused() throws IOException {
        try (AdminPort port = open(folder, AdminPortTest::echo)) {
            assertThat(port).isNotNull();
            Path parent = parent(socket(folder));
            Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));

            assertThatIOException()
                    .isThrownBy(() -> send("keys", "list"))
                    .withMessageContaining(parent + ", which " + folder.resolve("control.json"))
                    .withMessageContaining("stop the server");
            assertThat(out.toString()).isEmpty();
        }
    }

    @Test
    void aSocketInAFolderOfAnotherUserIsRefused() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a folder away");
        try (AdminPort port = open(folder, AdminPortTest::echo)) {
            assertThat(port).isNotNull();
            Path parent = parent(socket(folder));
            Files.setOwner(
                    parent,
                    parent.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

            assertThatIOException()
                    .isThrownBy(() -> send("keys", "list"))
                    .withMessageContaining("only the owner of that file may enter");
        }
    }

    @Test
    void aRequestThatIsTooLongIsRefusedOnBothSides() throws IOException {
        String large = "x".repeat(AdminPort.MAX_REQUEST);
        try (AdminPort port = open(folder, AdminPortTest::echo)) {
            assertThat(port).isNotNull();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> send("templates", large))
                    .withMessageContaining("at most " + AdminPort.MAX_REQUEST);

            assertThat(answer(large + "x"))
                    .contains("longer than " + AdminPort.MAX_REQUEST + " bytes", "\"exit\",\"text\":\"1\"");
        }
    }

    @Test
    void aRequestOfAnotherVersionIsToldToBeOne() throws IOException {
        try (AdminPort port = open(folder, AdminPortTest::echo)) {
            assertThat(port).isNotNull();
            assertThat(answer("{\"name\":\"keys list\",\"options\":{}}"))
                    .contains("of another version of jg", "\"exit\",\"text\":\"1\"");
            assertThat(answer("")).contains("of another version of jg");
        }
    }

    private String answer(String request) throws IOException {
        try (SocketChannel caller = connect(folder)) {
            caller.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            caller.shutdownOutput();
            return new String(Channels.newInputStream(caller).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void callersWhoSendNothingHoldUpNobodyForLong() throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        try (AdminPort port = AdminPort.open(folder, administration, AdminPortTest::echo, SHORT)) {
            assertThat(port).isNotNull();
            for (int i = 0; i < 8; i++) {
                silent.add(connect(folder));
                silent.get(i).write(ByteBuffer.wrap(new byte[] {'{'}));
            }

            assertThat(send("keys", "list")).hasValue(2);
        } finally {
            for (SocketChannel caller : silent) {
                caller.close();
            }
        }
    }

    @Test
    void aCallerWhoIsGoneEndsTheCommand() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<RuntimeException> ended = new CompletableFuture<>();
        try (AdminPort port = open(folder, (store, request, to, errors) -> {
            if (!request.arguments().contains("backup")) {
                return echo(store, request, to, errors);
            }
            begun.countDown();
            try {
                while (true) {
                    errors.println("at work");
                }
            } catch (UncheckedIOException e) {
                ended.complete(e);
                throw e;
            }
        })) {
            assertThat(port).isNotNull();
            SocketChannel caller = connect(folder);
            caller.write(
                    ByteBuffer.wrap(AdminPort.JSON.writeValueAsBytes(new AdminRequest(List.of("backup"), "/", ""))));
            caller.shutdownOutput();
            begun.await();
            caller.close();

            await("the command to end").until(ended::isDone);
            assertThat(send("keys", "list")).hasValue(2);
        }
    }

    @Test
    void commandsRunBesideEachOther() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (AdminPort port = open(folder, (store, request, to, errors) -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            to.println(request.arguments());
            return 0;
        })) {
            assertThat(port).isNotNull();
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (String word : List.of("one", "two")) {
                answers.add(CompletableFuture.supplyAsync(() -> printed(word)));
            }
            await("both to be answered").until(() -> answers.stream().allMatch(CompletableFuture::isDone));
            assertThat(answers.get(0).join()).isEqualTo("[one]\n");
            assertThat(answers.get(1).join()).isEqualTo("[two]\n");
        }
    }

    private String printed(String word) {
        StringWriter printed = new StringWriter();
        try {
            new AdminClient(folder)
                    .send(
                            new AdminRequest(List.of(word), "/", ""),
                            new PrintWriter(printed),
                            new PrintWriter(new StringWriter()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return printed.toString();
    }

    @Test
    void aServerThatIsSuspendedIsToldOf() throws IOException {
        try (AdminSocket socket = AdminSocket.open(folder)) {
            assertThat(socket.path()).exists();

            assertThatIOException()
                    .isThrownBy(() -> new AdminClient(folder, SHORT)
                            .send(
                                    new AdminRequest(List.of("keys"), "/", ""),
                                    new PrintWriter(out),
                                    new PrintWriter(err)))
                    .withMessage("the server on " + folder
                            + " does not answer; it is suspended, or busy with commands of others");
        }
    }

    @Test
    void aServerThatEndsBeforeTheCommandIsToldOf() throws Exception {
        for (String answer : List.of("", "{\"part\":\"out\",\"text\":\"half of it\"}", "{\"part\":\"ou")) {
            try (AdminSocket socket = AdminSocket.open(folder)) {
                CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(socket, answer));

                assertThatIOException()
                        .isThrownBy(() -> send("keys", "list"))
                        .withMessageContaining("ended before the command did");
                served.join();
            }
        }
        assertThat(out).hasToString("half of it");
    }

    private void serve(AdminSocket socket, String answer) {
        try (SocketChannel caller = socket.channel().accept()) {
            OutputStream to = Channels.newOutputStream(caller);
            to.write(AdminPort.JSON.writeValueAsBytes(new AdminPort.Said("folder", folder.toString())));
            InputStream from = Channels.newInputStream(caller);
            from.readAllBytes();
            to.write(answer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aServerThatStopsBeforeItTookTheCommandIsNoServer() throws Exception {
        try (AdminSocket socket = AdminSocket.open(folder)) {
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
                try {
                    socket.channel().accept().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThat(send("keys", "list")).isEmpty();
            stopped.join();
        }
    }
}
