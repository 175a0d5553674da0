package dev.jobgrid.http.callback;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A service that gets callbacks: keeps what came, and answers what it was told to, or nothing. */
public final class Receiver implements AutoCloseable {
    private final ServerSocket socket;
    private final String answer;
    private final boolean hangsUp;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);

    /** One request. */
    public record Got(String line, Map<String, String> headers, byte[] body, InetAddress at) {}

    private Receiver(ServerSocket socket, String answer, boolean hangsUp) {
        this.socket = socket;
        this.answer = answer;
        this.hangsUp = hangsUp;
    }

    /** Answers every request with this text, then closes; an empty one keeps the connection open and silent. */
    static Receiver answering(ServerSocket socket, String answer) {
        return serving(new Receiver(socket, answer, true));
    }

    private static Receiver serving(Receiver receiver) {
        Thread thread = new Thread(receiver::serve, "receiver");
        thread.setDaemon(true);
        thread.start();
        return receiver;
    }

    /** As {@link #answering(ServerSocket, String)}, on a free port. */
    public static Receiver answering(String answer) throws IOException {
        return answering(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
    }

    /** Begins every answer with this text, and never ends it. */
    static Receiver beginning(String answer) throws IOException {
        return serving(new Receiver(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer, false));
    }

    /** The text of an answer without a body. */
    public static String status(int code, String... headers) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + code + " Said\r\nContent-Length: 0\r\n");
        List.of(headers).forEach(header -> text.append(header).append("\r\n"));
        return text.append("\r\n").toString();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Where it is, by this name of the machine. */
    public String url(String host) {
        return "http://" + host + ":" + port() + "/hook?x=1";
    }

    /** What has come so far. */
    public List<Got> got() {
        return List.copyOf(got);
    }

    void awaitFirst() throws InterruptedException {
        first.await();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                take(client);
            } catch (IOException e) {
                // The client broke off, or the receiver closes.
            }
        }
    }

    private void take(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        String line = line(in);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        got.add(new Got(line, headers, body, client.getLocalAddress()));
        first.countDown();
        if (!answer.isEmpty()) {
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            client.getOutputStream().flush();
            if (hangsUp) {
                client.close();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the client went away");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Closeable each : open) {
            each.close();
        }
    }
}
