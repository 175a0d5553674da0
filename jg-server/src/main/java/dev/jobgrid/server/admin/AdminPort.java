package dev.jobgrid.server.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets the owner of a server's folder give it requests while it runs: a port of this machine, and a file in the folder, for
 * the owner's eyes only, with a password that is never said there ({@link AdminHandshake}). What is said is lines of JSON.
 * Whoever has not shown yet that they know it makes way for who comes after {@link #MAX_STRANGERS} others, so that
 * nobody who only holds connections keeps the owner out. Thread-safe.
 */
public final class AdminPort implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final int MAX_LENGTH = 64 << 10;
    static final int TIMEOUT_MILLIS = 10_000;
    static final int MAX_STRANGERS = 16;

    private static final System.Logger LOG = System.getLogger(AdminPort.class.getName());

    private final Path file;
    private final ServerSocket socket;
    private final String password;
    private final AdminRequestHandler handler;
    private final Pause pause;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<Socket> strangers = new ArrayDeque<>();

    private AdminPort(Path data, ServerSocket socket, AdminRequestHandler handler, Pause pause) {
        this.file = file(data);
        this.socket = socket;
        this.password = AdminHandshake.random();
        this.handler = handler;
        this.pause = pause;
    }

    /** What follows a connection that could not be taken, as while the process has no file left to open. */
    interface Pause {
        /** Waits a second, or until the door is closed. */
        Pause SECOND = closed -> closed.await(1, TimeUnit.SECONDS);

        void after(CountDownLatch closed) throws InterruptedException;
    }

    /** The operator's first word. */
    record Hello(String nonce) {}

    /** The server's answer to it. */
    record Challenge(String nonce, String proof) {}

    /** A request, as text, with the operator's proof for it. */
    record Sent(String proof, String order) {}

    /** Said before the answer, as often as there is something to say. */
    record Progress(String progress) {}

    /**
     * What is answered: lines, or what was wrong.
     *
     * @param makesNoSense whether that is the request itself
     */
    record Response(List<String> lines, String error, boolean makesNoSense) {}

    static Path file(Path data) {
        return data.resolve("control.json");
    }

    public static AdminPort open(Path data, AdminRequestHandler handler) throws IOException {
        return open(data, handler, new ServerSocket(0, 8, InetAddress.getLoopbackAddress()), Pause.SECOND);
    }

    static AdminPort open(Path data, AdminRequestHandler handler, ServerSocket socket, Pause pause) throws IOException {
        AdminPort port = new AdminPort(data, socket, handler, pause);
        try {
            PrivateFile.write(
                    port.file,
                    JSON.writeValueAsBytes(Map.of("port", socket.getLocalPort(), "password", port.password)));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        start("jg-control", port::serve);
        return port;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                admit(socket.accept());
            } catch (IOException | OutOfMemoryError e) {
                // No file or no thread left, which takes a while to pass; or the door was closed.
                rest();
            }
        }
    }

    private void rest() {
        try {
            pause.after(closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit(Socket client) throws IOException {
        Socket oldest = null;
        synchronized (strangers) {
            strangers.add(client);
            if (strangers.size() > MAX_STRANGERS) {
                oldest = strangers.remove();
            }
        }
        if (oldest != null) {
            oldest.close();
        }
        boolean isServed = false;
        try {
            start("jg-control-client", () -> converse(client));
            isServed = true;
        } finally {
            if (!isServed) {
                dismiss(client);
            }
        }
    }

    private void converse(Socket client) {
        try {
            client.setSoTimeout(TIMEOUT_MILLIS);
            AdminHandshake proof = challenge(client);
            Sent sent = JSON.readValue(readLine(client), Sent.class);
            if (!AdminHandshake.isSame(proof.operator(sent.order()), sent.proof())) {
                writeLine(client, new Response(List.of(), "this is not the password of this server's folder", false));
                return;
            }
            makeKnown(client);
            writeLine(client, answer(sent.order(), line -> send(client, line)));
        } catch (IOException | RuntimeException e) {
            // The client went away or made way, said something else, or the door was closed.
            LOG.log(System.Logger.Level.DEBUG, "a request was not handled", e);
        } finally {
            dismiss(client);
        }
    }

    private AdminHandshake challenge(Socket client) throws IOException {
        Hello hello = JSON.readValue(readLine(client), Hello.class);
        AdminHandshake proof = new AdminHandshake(password, hello.nonce(), AdminHandshake.random());
        writeLine(client, new Challenge(proof.ofServer(), proof.server()));
        return proof;
    }

    private void makeKnown(Socket client) {
        synchronized (strangers) {
            strangers.remove(client);
        }
    }

    private void dismiss(Socket client) {
        makeKnown(client);
        try {
            client.close();
        } catch (IOException e) {
            // Nothing more is said to it.
            return;
        }
    }

    static void writeLine(Socket to, Object what) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.write(JSON.writeValueAsBytes(what));
        line.write('\n');
        line.writeTo(to.getOutputStream());
    }

    static byte[] readLine(Socket from) throws IOException {
        InputStream in = from.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.size() == MAX_LENGTH) {
                throw new IOException("the line is cut short or too long");
            }
            line.write(c);
        }
        return line.toByteArray();
    }

    /** An operator who is gone wants nothing more done. */
    private static void send(Socket client, String line) {
        try {
            writeLine(client, new Progress(line));
        } catch (IOException e) {
            throw new UncheckedIOException("the operator is gone", e);
        }
    }

    private Response answer(String text, Consumer<String> progress) {
        try {
            return new Response(handler.handle(JSON.readValue(text, AdminRequest.class), progress), "", false);
        } catch (IOException | RuntimeException e) {
            String message = e.getMessage();
            return new Response(
                    List.of(),
                    message == null ? e.getClass().getSimpleName() : message,
                    e instanceof IllegalArgumentException);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Files.deleteIfExists(file);
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the control file could not be taken away", e);
        }
    }
}
