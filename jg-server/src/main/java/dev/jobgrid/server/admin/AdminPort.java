package dev.jobgrid.server.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs operators' commands in a server for the owner of its folder, who calls them elsewhere and gets what they print. Each
 * caller has a thread to itself; callers wait while all {@link #LISTENERS} are taken. Thread-safe.
 */
public final class AdminPort implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final int MAX_REQUEST = 1 << 20;
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LISTENERS = 4;

    private static final System.Logger LOG = System.getLogger(AdminPort.class.getName());

    private final AdminSocket socket;
    private final Administration administration;
    private final Commands commands;
    private final Acceptor acceptor;
    private final CountDownLatch closed = new CountDownLatch(1);

    private AdminPort(AdminSocket socket, Administration administration, Commands commands, Acceptor acceptor) {
        this.socket = socket;
        this.administration = administration;
        this.commands = commands;
        this.acceptor = acceptor;
    }

    /** Runs commands in this process. */
    public interface Commands {
        /** Runs one and returns its exit code. What it prints goes to the caller alone. */
        int run(Administration administration, AdminRequest request, PrintWriter out, PrintWriter err);
    }

    /** How callers are accepted. */
    interface Acceptor {
        /** As long as it takes. */
        Acceptor PLAIN = ServerSocketChannel::accept;

        SocketChannel accept(ServerSocketChannel socket) throws IOException;

        /** How long a caller may take to send its request. */
        default Duration patience() {
            return PATIENCE;
        }

        /** Waits a second, or until the port is closed: no file is left to open, which takes a while to pass. */
        default void pause(CountDownLatch closed) throws InterruptedException {
            closed.await(1, TimeUnit.SECONDS);
        }
    }

    /**
     * Said to the caller.
     *
     * @param part "folder", with which an answer begins, "out", "err" or "exit", with which it ends
     */
    record Said(String part, String text) {}

    /**
     * Opens the port of the server on a data folder. Where there can be none, the server goes without, and says so.
     *
     * @return closes it
     */
    public static Runnable open(Path data, Administration administration, Commands commands) {
        try {
            return open(data, administration, commands, Acceptor.PLAIN)::close;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "commands such as 'jg keys' cannot reach this server; stop it to use them, or keep its data folder"
                            + " and /tmp where a Unix domain socket can be bound",
                    e);
            return () -> {};
        }
    }

    static AdminPort open(Path data, Administration administration, Commands commands, Acceptor acceptor)
            throws IOException {
        AdminPort port = new AdminPort(AdminSocket.open(data), administration, commands, acceptor);
        for (int i = 0; i < LISTENERS; i++) {
            Thread thread = new Thread(port::serve, "jg-control");
            thread.setDaemon(true);
            thread.start();
        }
        return port;
    }

    private void serve() {
        while (closed.getCount() > 0) {
            SocketChannel caller;
            try {
                caller = acceptor.accept(socket.channel());
            } catch (IOException | OutOfMemoryError e) {
                rest();
                continue;
            }
            try (caller) {
                converse(caller);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // The caller is gone, or was too slow.
                LOG.log(System.Logger.Level.DEBUG, "an operator's command was not run to its end", e);
            }
        }
    }

    private void rest() {
        try {
            acceptor.pause(closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(SocketChannel caller) throws IOException {
        OutputStream to = Channels.newOutputStream(caller);
        say(to, "folder", socket.data().toString());
        byte[] request = inTime(
                acceptor.patience(),
                caller,
                () -> Channels.newInputStream(caller).readNBytes(MAX_REQUEST + 1));
        PrintWriter out = new PrintWriter(part(to, "out"), true);
        PrintWriter err = new PrintWriter(part(to, "err"), true);
        int code = run(request, out, err);
        out.flush();
        err.flush();
        say(to, "exit", String.valueOf(code));
    }

    private int run(byte[] request, PrintWriter out, PrintWriter err) {
        AdminRequest read;
        try {
            read = JSON.readValue(request, AdminRequest.class);
        } catch (IOException e) {
            err.println("jg: the server cannot read this request: it is longer than " + MAX_REQUEST
                    + " bytes, or of another version of jg than the server");
            return 1;
        }
        return commands.run(administration, read, out, err);
    }

    /** A caller who is gone wants nothing more done: the command is ended by the exception, which a PrintWriter lets pass. */
    private static StringWriter part(OutputStream to, String name) {
        return new StringWriter() {
            @Override
            public void flush() {
                try {
                    if (getBuffer().length() > 0) {
                        say(to, name, toString());
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException("the operator is gone", e);
                } finally {
                    getBuffer().setLength(0);
                }
            }
        };
    }

    private static void say(OutputStream to, String part, String text) throws IOException {
        to.write(JSON.writeValueAsBytes(new Said(part, text)));
    }

    /** Reads from the other side, or closes the channel if that takes too long. */
    static <T> T inTime(Duration limit, SocketChannel channel, Reading<T> reading) throws IOException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, late) -> {
            if (late != null) {
                close(channel);
            }
        });
        try {
            return reading.read();
        } finally {
            over.complete(null);
        }
    }

    /** Waits for what the other side sends. */
    interface Reading<T> {
        T read() throws IOException;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection was not closed", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the control file could not be taken away", e);
        }
    }
}
