package dev.jobgrid.bench.http;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * The clients, in a process of their own: so many connections, each of which sends a request, reads the answer whole and sends
 * the next. Takes orders as lines of standard input, {@code port file connections milliseconds}, where the file holds the
 * requests letter by letter, and answers each with {@code rate-per-second failures}.
 */
final class LoadClient {
    private final int port;
    private final List<byte[]> requests;
    private final long millis;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();

    private LoadClient(int port, List<byte[]> requests, long millis) {
        this.port = port;
        this.requests = requests;
        this.millis = millis;
    }

    /** Executes orders until the input ends. */
    public static void main(String[] args) throws Exception {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            LoadClient load =
                    new LoadClient(Integer.parseInt(words[0]), read(Path.of(words[1])), Long.parseLong(words[3]));
            System.out.println(load.run(Integer.parseInt(words[2])));
        }
    }

    private static List<byte[]> read(Path file) throws IOException {
        List<byte[]> requests = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (int left = in.readInt(); left > 0; left--) {
                requests.add(in.readNBytes(in.readInt()));
            }
        }
        return requests;
    }

    private String run(int connections) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(connections);
        long began = System.nanoTime();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int first = i * 31;
                all.add(pool.submit(() -> {
                    connection(first, began + millis * 1_000_000);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return String.format(Locale.ROOT, "%.1f %d", answered.sum() * 1e9 / (System.nanoTime() - began), failed.sum());
    }

    private void connection(int first, long until) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
            for (int next = first; System.nanoTime() < until; next++) {
                socket.getOutputStream().write(requests.get(next % requests.size()));
                (answer(in) / 100 == 2 ? answered : failed).increment();
            }
        }
    }

    /** Reads a whole response and returns its status. */
    static int answer(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
        return text.toString();
    }
}
