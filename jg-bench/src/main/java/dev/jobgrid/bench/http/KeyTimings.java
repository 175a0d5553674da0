package dev.jobgrid.bench.http;

import dev.jobgrid.JobGrid;
import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.http.TrustedProxies;
import dev.jobgrid.http.jetty.StandaloneServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * How long it takes to refuse a wrong key, by how many of its first characters are those of a real one: by the facade and
 * over HTTP on PostgreSQL, and as a control by a comparison that stops at the first character that differs. Each round asks
 * with a key of each kind, made anew and in random order, and once with the real key, so that it is known. Two kinds match in
 * nothing: what is between them is noise.
 *
 * <p>Arguments: rounds of the control, of the facade, of HTTP.
 */
public final class KeyTimings {
    private static final String PREFIX = "jg_";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int LENGTH = 43;
    private static final int[] MATCHING = {0, 0, LENGTH / 4, LENGTH / 2, LENGTH - 1};
    private static final int WARM_UP = 4;

    /** Of 95 %. */
    private static final double ONE = 1.96;

    /** Of 95 % for all four differences together, 98.75 % for each. */
    private static final double EACH_OF_FOUR = 2.498;

    private final Random random = new Random(4711);

    private interface Check {
        /** Whether the key is valid. */
        boolean isGood(String key) throws IOException;
    }

    private record Interval(double low, double middle, double high) {
        /** The median of a sample and where that of all lies, whatever their distribution. */
        static Interval ofMedian(long[] sample, double z) {
            long[] sorted = sample.clone();
            Arrays.sort(sorted);
            int n = sorted.length;
            int reach = (int) Math.ceil(z * Math.sqrt(n) / 2);
            return new Interval(
                    sorted[Math.max(0, n / 2 - reach)], sorted[n / 2], sorted[Math.min(n - 1, n / 2 + reach)]);
        }
    }

    private KeyTimings() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("jobgrid-bench");
        try (EmbeddedPostgres postgres = Served.postgres();
                JobGrid grid = JobGrid.builder()
                        .storage(Served.storage(postgres, folder))
                        .build();
                StandaloneServer server = StandaloneServer.start(HttpAdapter.builder(grid)
                        .trustedProxies(TrustedProxies.of("127.0.0.1"))
                        .build());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String key = Served.key(grid);
            KeyTimings timings = new KeyTimings();
            System.out.println("| checked by | characters that match | median, µs | 95 % | difference, ns | 98.75 % |");
            System.out.println("| --- | --- | --- | --- | --- | --- |");
            timings.compare("comparison (control)", key, other -> isSame(key, other), Integer.parseInt(args[0]));
            timings.compare(
                    "facade",
                    key,
                    other -> grid.operations().apiKeys().authenticate(other).isPresent(),
                    Integer.parseInt(args[1]));
            timings.compare("HTTP", key, overHttp(socket), Integer.parseInt(args[2]));
        }
    }

    private static boolean isSame(String key, String other) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) != other.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Check overHttp(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        AtomicLong asked = new AtomicLong();
        return key -> {
            // Each time from another address, so that none is ever turned away for its wrong keys.
            String from = "10." + (asked.incrementAndGet() >> 16 & 255) + "." + (asked.get() >> 8 & 255) + "."
                    + (asked.get() & 255);
            String request = "GET /v1/jobs?limit=1 HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + from
                    + "\r\nAuthorization: Bearer " + key + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            int status = LoadClient.answer(in);
            if (status != 200 && status != 401) {
                throw new IOException("answered with " + status);
            }
            return status == 200;
        };
    }

    private void compare(String name, String key, Check check, int rounds) throws IOException {
        for (int i = 0; i < WARM_UP; i++) {
            measure(key, check, rounds / WARM_UP);
        }
        long[][] times = measure(key, check, rounds);
        boolean isDependent = false;
        for (int kind = 0; kind < MATCHING.length; kind++) {
            Interval median = Interval.ofMedian(times[kind], ONE);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d of %d | %.3f | %.3f – %.3f | ",
                    name,
                    MATCHING[kind],
                    LENGTH,
                    median.middle() / 1e3,
                    median.low() / 1e3,
                    median.high() / 1e3);
            if (kind == 0) {
                System.out.println("| |");
                continue;
            }
            Interval difference = Interval.ofMedian(differences(times[0], times[kind]), EACH_OF_FOUR);
            System.out.printf(
                    Locale.ROOT, "%+.0f | %+.0f – %+.0f |%n", difference.middle(), difference.low(), difference.high());
            isDependent |= difference.low() > 0 || difference.high() < 0;
        }
        System.err.printf(
                "%s: the time %s on how much matches%n", name, isDependent ? "depends" : "is not seen to depend");
    }

    private static long[] differences(long[] first, long[] second) {
        return IntStream.range(0, first.length)
                .mapToLong(i -> second[i] - first[i])
                .toArray();
    }

    /** Measured nanoseconds, by kind and round. */
    private long[][] measure(String key, Check check, int rounds) throws IOException {
        long[][] times = new long[MATCHING.length][rounds];
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, MATCHING.length).boxed().toList());
        String[] wrong = new String[MATCHING.length];
        for (int round = 0; round < rounds; round++) {
            for (int kind = 0; kind < wrong.length; kind++) {
                wrong[kind] = wrong(key, MATCHING[kind]);
            }
            if (!check.isGood(key)) {
                throw new IOException("the real key is refused");
            }
            Collections.shuffle(order, random);
            for (int kind : order) {
                long began = System.nanoTime();
                boolean isGood = check.isGood(wrong[kind]);
                times[kind][round] = System.nanoTime() - began;
                if (isGood) {
                    throw new IOException("a wrong key is good");
                }
            }
        }
        return times;
    }

    /** A key whose first characters, and not one more, are those of the real one. */
    private String wrong(String key, int matching) {
        StringBuilder wrong = new StringBuilder(key.substring(0, PREFIX.length() + matching));
        while (wrong.length() < PREFIX.length() + LENGTH) {
            char next = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            if (wrong.length() > PREFIX.length() + matching || next != key.charAt(wrong.length())) {
                wrong.append(next);
            }
        }
        return wrong.toString();
    }
}
