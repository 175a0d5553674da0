package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.testkit.engine.EngineSet;
import dev.jobgrid.testkit.engine.Namespaces;
import dev.jobgrid.testkit.engine.SilentProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes a port of this host's loopback one of the plain Engine's, too, which has a network of its own. */
final class SharedPort implements AutoCloseable {
    // Ends with its standard input, and with this JVM.
    private static final String LISTEN = """
            socat TCP-LISTEN:$1,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:$0 &
            until : < /dev/tcp/127.0.0.1/$1; do sleep 0.02; done 2> /dev/null
            echo open
            read -r
            kill $!
            """;

    private final Path socket;
    private final SilentProxy outside;
    private final Process inside;

    private SharedPort(Namespaces namespaces, int port) throws IOException {
        socket = namespaces.folder().resolve("port" + port);
        outside = SilentProxy.at(socket, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        inside = namespaces
                .command(List.of("bash", "-c", LISTEN, socket.toString(), Integer.toString(port)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(inside.inputReader().readLine()).isEqualTo("open");
    }

    /** Empty where the plain Engine is one that shares this host's network. */
    static Optional<SharedPort> open(int port) throws IOException {
        String folder = System.getenv(EngineSet.variable("JOBGRID_TEST_ENGINE_NAMESPACES"));
        return folder == null ? Optional.empty() : Optional.of(new SharedPort(new Namespaces(Path.of(folder)), port));
    }

    @Override
    public void close() throws IOException {
        inside.getOutputStream().close();
        inside.onExit().join();
        outside.close();
        Files.deleteIfExists(socket);
    }
}
