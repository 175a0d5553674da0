package dev.jobgrid.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a database, and can stop carrying bytes without hanging up, as a lost route does. */
final class SilentProxy implements AutoCloseable {
    private static final int SOME = 8 * 1024;

    private final ServerSocketChannel door;
    private final URI database;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Talk> talks = ConcurrentHashMap.newKeySet();

    private SilentProxy(ServerSocketChannel door, URI database) {
        this.door = door;
        this.database = database;
    }

    /** Before the database of this JDBC URL. */
    static SilentProxy before(String url) throws IOException {
        ServerSocketChannel door =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SilentProxy proxy = new SilentProxy(door, URI.create(url.substring("jdbc:".length())));
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    /** A JDBC URL that leads through here. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + door.socket().getLocalPort() + database.getPath() + "?"
                + database.getQuery();
    }

    /** Nothing more gets through over the connections that there are; new ones are as they should be. */
    void forgetConnections() {
        talks.forEach(talk -> talk.isForgotten = true);
    }

    /** Ends the connections that there are, and takes no new ones. */
    synchronized void shut() throws IOException {
        door.close();
        talks.forEach(Talk::close);
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
                InetSocketAddress address = new InetSocketAddress(database.getHost(), database.getPort());
                Talk talk = new Talk(door.accept(), SocketChannel.open(address));
                if (isNoted(talk)) {
                    threads.execute(() -> pump(talk, talk.client, talk.server));
                    threads.execute(() -> pump(talk, talk.server, talk.client));
                }
            } catch (IOException e) {
                // Closed, or a client that is gone again.
            }
        }
    }

    private static void pump(Talk talk, SocketChannel from, SocketChannel to) {
        ByteBuffer some = ByteBuffer.allocate(SOME);
        try {
            while (from.read(some) >= 0) {
                some.flip();
                while (some.hasRemaining() && !talk.isForgotten) {
                    to.write(some);
                }
                some.clear();
            }
        } catch (IOException e) {
            // Either side hung up.
        }
        if (!talk.isForgotten) {
            talk.close();
        }
    }

    private static final class Talk {
        private final SocketChannel client;
        private final SocketChannel server;
        private volatile boolean isForgotten;

        private Talk(SocketChannel client, SocketChannel server) {
            this.client = client;
            this.server = server;
        }

        private void close() {
            try (client;
                    server) {
                isForgotten = true;
            } catch (IOException e) {
                // It is over either way.
            }
        }
    }

    @Override
    public void close() throws IOException {
        shut();
        threads.shutdownNow();
    }
}
