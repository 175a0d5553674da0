package dev.jobgrid.testkit.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Mutates inputs: flips, cuts, repeats, nests and joins them, and inserts tokens that often break readers. */
final class Mutator {
    private static final int USUAL_LENGTH = 2_048;
    private static final int MAX_LENGTH = 64 << 10;
    private static final int MAX_STEPS = 5;

    private static final List<byte[]> WORDS = FuzzTarget.bytes(List.of(
            "0",
            "-0",
            "-1",
            "1",
            "65536",
            "2147483647",
            "2147483648",
            "-2147483648",
            "4294967295",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551616",
            "1e400",
            "1e-400",
            "1E+2147483648",
            "0.1",
            ".5",
            "00",
            "0x10",
            "1_000",
            "NaN",
            "Infinity",
            "+1",
            "\u0661",
            "null",
            "true",
            "false",
            "\"\"",
            "[]",
            "{}",
            "[[",
            "{\"a\":",
            "\"",
            "'",
            "\\",
            "\\u0000",
            "\\ud800",
            "\\udc00\\ud800",
            "\\\"",
            "\u0000",
            "\uFEFF",
            "\u202E",
            "\u2028",
            "\uD83D\uDCA5",
            "e\u0301",
            "\u00df",
            "\u0130",
            "\u00a0",
            "\r",
            "\n",
            "\r\n",
            "\r\n\r\n",
            "\t",
            " ",
            ",",
            ":",
            ";",
            "=",
            "&",
            "/",
            "//",
            "/../",
            "..",
            "./",
            "%",
            "%00",
            "%2e%2e%2f",
            "%c0%ae",
            "%zz",
            "+",
            "?",
            "#",
            "@",
            "[",
            "]",
            "[::1]",
            "[fe80::1%25eth0]",
            "::ffff:1.2.3.4",
            "0.0.0.0",
            "localhost",
            "|",
            "*",
            "-",
            "_",
            "~",
            "${x}",
            "bytes=",
            "0-",
            "-0-",
            "Bearer ",
            "chunked",
            "Transfer-Encoding: chunked\r\n",
            "Content-Length: 0\r\n",
            "1970-01-01T00:00:00Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "-999999999-01-01",
            "99999d",
            "0s",
            "1T"));

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    /** Another input, made from one or two of these. */
    byte[] next(List<byte[]> pool) {
        int max = random.nextInt(100) == 0 ? MAX_LENGTH : USUAL_LENGTH;
        byte[] input = pick(pool);
        for (int i = 1 + random.nextInt(MAX_STEPS); i > 0; i--) {
            input = step(input, pool, max);
            // Only an input that is long already may stay so.
            if (input.length > max) {
                input = Arrays.copyOf(input, max);
            }
        }
        return input;
    }

    private byte[] step(byte[] in, List<byte[]> pool, int max) {
        int at = random.nextInt(in.length + 1);
        int to = Math.min(in.length, at + span(in.length));
        return switch (random.nextInt(14)) {
            case 0, 1 -> flipped(in);
            case 2 -> replaced(in, at, to, new byte[0]);
            case 3, 4 -> replaced(in, at, at, pick(WORDS));
            case 5, 6 -> replaced(in, at, to, pick(WORDS));
            case 7 -> replaced(in, at, to, noise());
            case 8 -> replaced(in, at, at, repeated(Arrays.copyOfRange(in, at, to), max));
            case 9 -> replaced(in, at, at, repeated(pick(WORDS), max));
            case 10 -> replaced(in, at, to, part(pick(pool)));
            case 11 -> numbered(in, at);
            case 12 -> replaced(in, at, to, part(in));
            default -> Arrays.copyOf(in, at);
        };
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Mostly short. */
    private int span(int length) {
        return random.nextInt(4) == 0 ? random.nextInt(length + 1) : random.nextInt(9);
    }

    private byte[] flipped(byte[] in) {
        byte[] out = in.clone();
        for (int i = out.length == 0 ? 0 : 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(out.length);
            out[at] = (byte) (random.nextBoolean() ? out[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
        }
        return out;
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(16)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] part(byte[] of) {
        int from = random.nextInt(of.length + 1);
        return Arrays.copyOfRange(of, from, Math.min(of.length, from + span(of.length)));
    }

    private byte[] repeated(byte[] unit, int max) {
        int times = Math.min(1 << random.nextInt(17), max / Math.max(1, unit.length));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(unit);
        }
        return out.toByteArray();
    }

    /** Replaces the next number by another. */
    private byte[] numbered(byte[] in, int at) {
        int from = at;
        while (from < in.length && !isDigit(in[from])) {
            from++;
        }
        int to = from;
        while (to < in.length && isDigit(in[to])) {
            to++;
        }
        return replaced(in, from, to, number().getBytes(StandardCharsets.US_ASCII));
    }

    private String number() {
        return switch (random.nextInt(5)) {
            case 0 -> "9".repeat(1 << random.nextInt(11));
            case 1 -> Long.toString(1L << random.nextInt(64));
            case 2 -> Long.toString((1L << random.nextInt(64)) - 1);
            case 3 -> "-" + random.nextInt(300);
            default -> Integer.toString(random.nextInt(300));
        };
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] replaced(byte[] in, int from, int to, byte[] by) {
        byte[] out = Arrays.copyOf(in, in.length - (to - from) + by.length);
        System.arraycopy(by, 0, out, from, by.length);
        System.arraycopy(in, to, out, from + by.length, in.length - to);
        return out;
    }
}
