package dev.jobgrid.testkit.engine;

import dev.jobgrid.testkit.FreePort;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy between a program and its peer, such as an executor and an Engine, that can drop data without closing
 * connections. Thread-safe.
 */
public final class SilentProxy implements AutoCloseable {
    private static final int SOME = 8 * 1024;

    private static final String JDBC = "jdbc:";

    private final SocketAddress address;
    private final SocketAddress peer;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Talk> talks = ConcurrentHashMap.newKeySet();
    private volatile ServerSocketChannel door;
    private volatile CompletableFuture<Void> accepting;
    private volatile boolean isSilent;

    private SilentProxy(SocketAddress address, SocketAddress peer) throws IOException {
        this.address = address;
        this.peer = peer;
        this.door = open();
        this.accepting = accept(door);
    }

    /**
     * On a port of its own.
     *
     * @param peer such as {@code unix:///run/docker.sock}, {@code tcp://127.0.0.1:5432}, or a database's JDBC URL
     */
    public static SilentProxy before(String peer) throws IOException {
        return new SilentProxy(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()), address(uri(peer)));
    }

    /** Listens on this Unix socket, which it creates. */
    public static SilentProxy at(Path socket, SocketAddress peer) throws IOException {
        return new SilentProxy(UnixDomainSocketAddress.of(socket), peer);
    }

    private static URI uri(String url) {
        return URI.create(url.startsWith(JDBC) ? url.substring(JDBC.length()) : url);
    }

    private static SocketAddress address(URI peer) {
        return peer.getScheme().equals("unix")
                ? UnixDomainSocketAddress.of(peer.getPath())
                : new InetSocketAddress(peer.getHost(), peer.getPort());
    }

    private ServerSocketChannel open() throws IOException {
        ServerSocketChannel opened = address instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        return opened.bind(address);
    }

    /** The address of its port. */
    public String uri() {
        return "tcp://127.0.0.1:" + door.socket().getLocalPort();
    }

    /** A URL of its peer, such as a database's, with its own port in the place of the peer's. */
    public String through(String url) {
        return url.replace(uri(url).getAuthority(), URI.create(uri()).getAuthority());
    }

    /** From now on nothing is forwarded. */
    public void silence() {
        isSilent = true;
    }

    /** Nothing more is forwarded over existing connections; new ones work. */
    public void forget() {
        talks.forEach(Talk::forget);
        isSilent = false;
    }

    /** Closes all connections, and accepts no more. */
    public void refuse() throws IOException {
        door.close();
        // The kernel keeps the address as long as a thread is still inside accept.
        accepting.join();
        talks.forEach(Talk::close);
    }

    /** Accepts connections again. */
    public void admit() throws IOException {
        door = open();
        accepting = accept(door);
    }

    private CompletableFuture<Void> accept(ServerSocketChannel from) {
        return CompletableFuture.runAsync(() -> acceptUntilClosed(from), threads);
    }

    private void acceptUntilClosed(ServerSocketChannel from) {
        while (from.isOpen()) {
            try {
                Talk talk = new Talk(from.accept(), SocketChannel.open(peer));
                talks.add(talk);
                if (from.isOpen()) {
                    threads.execute(() -> pumpToPeer(talk));
                    threads.execute(() -> pump(talk, talk.peer, talk.client));
                } else {
                    // It came while all the others were hung up on.
                    talk.close();
                }
            } catch (IOException e) {
                // Closed, or a client that is gone again.
            }
        }
    }

    private void pumpToPeer(Talk talk) {
        pump(talk, talk.client, talk.peer);
        talk.isLeft = true;
        if (!isSilent) {
            talk.close();
        }
    }

    private void pump(Talk talk, SocketChannel from, SocketChannel to) {
        ByteBuffer some = ByteBuffer.allocate(SOME);
        try {
            while (from.read(some) >= 0) {
                some.flip();
                while (some.hasRemaining() && !isSilent && !talk.isForgotten) {
                    to.write(some);
                }
                some.clear();
            }
        } catch (IOException e) {
            // Either side hung up.
        }
        if (!isSilent && !talk.isForgotten) {
            talk.close();
        }
    }

    private static final class Talk implements Closeable {
        private final SocketChannel client;
        private final SocketChannel peer;
        private volatile boolean isForgotten;

        /** Whether the client has hung up; the peer learns of it after the silence. */
        private volatile boolean isLeft;

        private Talk(SocketChannel client, SocketChannel peer) {
            this.client = client;
            this.peer = peer;
        }

        private void forget() {
            isForgotten = true;
            if (isLeft) {
                close();
            }
        }

        @Override
        public void close() {
            try (client;
                    peer) {
                isForgotten = true;
            } catch (IOException e) {
                // It is over either way.
            }
        }
    }

    /** Closes all connections. */
    @Override
    public void close() throws IOException {
        refuse();
        threads.shutdownNow();
    }
}
