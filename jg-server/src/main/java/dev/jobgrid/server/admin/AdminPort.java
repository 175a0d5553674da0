package dev.jobgrid.server.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs operators' commands in a server for the owner of its folder, who calls them elsewhere and gets what they print. Each
 * caller has a thread to itself; callers wait while all {@link #LISTENERS} are taken. Thread-safe.
 */
public final class AdminPort implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final int MAX_REQUEST = 1 << 20;
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LISTENERS = 4;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final System.Logger LOG = System.getLogger(AdminPort.class.getName());

    private final AdminSocket socket;
    private final Administration administration;
    private final Commands commands;
    private final Duration patience;

    private AdminPort(AdminSocket socket, Administration administration, Commands commands, Duration patience) {
        this.socket = socket;
        this.administration = administration;
        this.commands = commands;
        this.patience = patience;
    }

    /** Runs commands in this process. */
    public interface Commands {
        /** Runs one and returns its exit code. What it prints goes to the caller alone. */
        int run(Administration administration, AdminRequest request, PrintWriter out, PrintWriter err);
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
            return open(data, administration, commands, PATIENCE)::close;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "commands such as 'jg keys' cannot reach this server; stop it to use them, or keep its data folder"
                            + " and /tmp where a Unix domain socket can be bound",
                    e);
            return () -> {};
        }
    }

    static AdminPort open(Path data, Administration administration, Commands commands, Duration patience)
            throws IOException {
        AdminPort port = new AdminPort(AdminSocket.open(data), administration, commands, patience);
        for (int i = 0; i < LISTENERS; i++) {
            Thread thread = new Thread(port::serve, "jg-control");
            thread.setDaemon(true);
            thread.start();
        }
        return port;
    }

    private void serve() {
        while (socket.channel().isOpen()) {
            try (SocketChannel caller = socket.channel().accept()) {
                converse(caller);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // The caller is gone or was too slow; or no file is left to open, which takes a while to pass.
                LOG.log(System.Logger.Level.DEBUG, "an operator's command was not run to its end", e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void converse(SocketChannel caller) throws IOException {
        OutputStream to = Channels.newOutputStream(caller);
        say(to, "folder", socket.data().toString());
        Future<?> late = closeAfter(patience, caller);
        byte[] request = Channels.newInputStream(caller).readNBytes(MAX_REQUEST + 1);
        late.cancel(false);
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

    /** Closes the channel unless that is cancelled in time, so that whoever reads from it waits no longer. */
    static Future<?> closeAfter(Duration limit, SocketChannel channel) {
        Executor later = CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        channel.close();
                    } catch (IOException e) {
                        LOG.log(System.Logger.Level.DEBUG, "a connection was not closed", e);
                    }
                },
                later);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the control file could not be taken away", e);
        }
    }
}
