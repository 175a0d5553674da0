package dev.jobgrid.executor.docker;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between an executor and an Engine, and can keep what either says to itself without hanging up. */
final class SilentProxy implements AutoCloseable {
    private static final int SOME = 8 * 1024;

    private final ServerSocketChannel door;
    private final SocketAddress engine;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Talk> talks = ConcurrentHashMap.newKeySet();
    private volatile boolean isSilent;

    private SilentProxy(ServerSocketChannel door, SocketAddress engine) {
        this.door = door;
        this.engine = engine;
    }

    static SilentProxy before(String engine) throws IOException {
        ServerSocketChannel door =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return start(door, address(URI.create(engine)));
    }

    /** Behind a socket that it makes in a folder. */
    static SilentProxy at(Path socket, SocketAddress engine) throws IOException {
        ServerSocketChannel door =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        return start(door, engine);
    }

    private static SilentProxy start(ServerSocketChannel door, SocketAddress engine) {
        SilentProxy proxy = new SilentProxy(door, engine);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    private static SocketAddress address(URI engine) {
        return engine.getScheme().equals("unix")
                ? UnixDomainSocketAddress.of(engine.getPath())
                : new InetSocketAddress(engine.getHost(), engine.getPort());
    }

    String uri() {
        return "tcp://127.0.0.1:" + door.socket().getLocalPort();
    }

    /** From now on nothing gets through. */
    void silence() {
        isSilent = true;
    }

    /** Nothing more ever gets through over the connections that there are; new ones are as they should be. */
    void forget() {
        talks.forEach(talk -> talk.isForgotten = true);
        isSilent = false;
    }

    /** One that was accepted just before the door closed is closed too. */
    private synchronized boolean isNoted(Talk talk) {
        if (!door.isOpen()) {
            talk.close();
            return false;
        }
        return talks.add(talk);
    }

    private void accept() {
        while (door.isOpen()) {
            try {
                Talk talk = new Talk(door.accept(), SocketChannel.open(engine));
                if (isNoted(talk)) {
                    threads.execute(() -> pump(talk, talk.client, talk.engine));
                    threads.execute(() -> pump(talk, talk.engine, talk.client));
                }
            } catch (IOException e) {
                // Closed, or a client that is gone again.
            }
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
        private final SocketChannel engine;
        private volatile boolean isForgotten;

        private Talk(SocketChannel client, SocketChannel engine) {
            this.client = client;
            this.engine = engine;
        }

        @Override
        public void close() {
            try (client;
                    engine) {
                isForgotten = true;
            } catch (IOException e) {
                // It is over either way.
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        door.close();
        talks.forEach(Talk::close);
        threads.shutdownNow();
    }
}
