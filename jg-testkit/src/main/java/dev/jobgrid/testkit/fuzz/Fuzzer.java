package dev.jobgrid.testkit.fuzz;

import dev.jobgrid.testkit.TestSeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fuzzes one target. An input with a new kind of result becomes a sample itself. Reads on a separate thread, so that a
 * hanging input is reported. Used once.
 */
final class Fuzzer {
    private static final int MAX_SAMPLES = 1_000;
    /** Inputs before the first measurement, so that the JVM has compiled the reader. */
    private static final int COLD = 1_000;

    private static final int SHRINKING_TRIES = 2_000;
    private static final long TIMEOUT_MILLIS = 60_000;
    private static final Pattern VALUES = Pattern.compile("[0-9]{2,}|'[^']*'|\"[^\"]*\"");

    private final FuzzTarget target;
    private final long seed;
    private final Random random;
    private final Mutator mutator;
    private final List<byte[]> pool;
    private final Set<String> answers = new HashSet<>();

    private final AtomicLong fed = new AtomicLong();
    private volatile byte[] current = new byte[0];
    private volatile @Nullable Throwable failure;
    private byte[] slowest = new byte[0];
    private long slowestNanos;

    /**
     * The result of fuzzing.
     *
     * @param target its name
     * @param seed what the inputs were drawn by
     * @param inputs how many were read
     * @param answers in how many ways
     * @param slowest the input that took longest
     * @param nanos how long
     */
    record Tally(String target, long seed, long inputs, int answers, byte[] slowest, long nanos) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "fuzzed %-24s by seed %d: %,12d inputs %5d answers, slowest %,9.1f µs for %,7d bytes: %s",
                    target,
                    seed,
                    inputs,
                    answers,
                    nanos / 1e3,
                    slowest.length,
                    shown(slowest, 60));
        }
    }

    Fuzzer(FuzzTarget target, long seed) {
        this.target = target;
        this.seed = seed;
        this.random = new Random(seed);
        this.mutator = new Mutator(random);
        this.pool = new ArrayList<>(target.samples());
    }

    /** Feeds the samples, and then this many mutations of them. */
    Tally feed(long inputs) {
        watch(() -> {
            target.samples().forEach(this::readMeasured);
            while (fed.get() < inputs) {
                readMeasured(mutator.next(pool));
            }
        });
        kept("slowest", slowest);
        return new Tally(target.name(), seed, fed.get(), answers.size(), slowest, slowestNanos);
    }

    /** Feeds one input. */
    void feedOnly(byte[] input) {
        watch(() -> read(input));
    }

    private void watch(Runnable reading) {
        Thread reader = new Thread(() -> catching(reading), "fuzz-" + target.name());
        reader.setDaemon(true);
        reader.start();
        try {
            long seen = -1;
            while (reader.isAlive()) {
                reader.join(TIMEOUT_MILLIS);
                if (reader.isAlive() && fed.get() == seen) {
                    throw found("hangs", current, stack(reader));
                }
                seen = fed.get();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw found("threw " + thrown, current, thrown);
        }
    }

    private void catching(Runnable reading) {
        try {
            reading.run();
        } catch (Throwable e) {
            failure = e;
            current = shrunk(current, e);
        }
    }

    private static Throwable stack(Thread thread) {
        Throwable stack = new IllegalStateException("where it is");
        stack.setStackTrace(thread.getStackTrace());
        return stack;
    }

    private String read(byte[] input) {
        current = input;
        fed.incrementAndGet();
        try {
            return target.reader().read(input);
        } catch (Exception e) {
            throw new Escaped(e);
        }
    }

    /** Wraps the exception of a reader. */
    private static final class Escaped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Escaped(Exception cause) {
            super(cause.toString(), cause);
        }
    }

    private void readMeasured(byte[] input) {
        long start = System.nanoTime();
        String answer = read(input);
        long nanos = System.nanoTime() - start;
        if (nanos > slowestNanos && fed.get() > COLD) {
            measureAgain(input, nanos);
        }
        keepIfNew(input, answer);
    }

    /** Measures again: the first time may include class loading or a garbage collection. */
    private void measureAgain(byte[] input, long once) {
        long least = once;
        for (int i = 0; i < 3 && least > slowestNanos; i++) {
            long start = System.nanoTime();
            read(input);
            least = Math.min(least, System.nanoTime() - start);
        }
        if (least > slowestNanos) {
            slowestNanos = least;
            slowest = input;
        }
    }

    private void keepIfNew(byte[] input, String answer) {
        String shape = VALUES.matcher(answer.length() > 200 ? answer.substring(0, 200) : answer)
                .replaceAll("~");
        if (answers.size() < MAX_SAMPLES && answers.add(shape)) {
            pool.add(input);
        }
    }

    private AssertionError found(String how, byte[] input, Throwable cause) {
        return new AssertionError(
                target + " " + how + "\nat input " + fed + " of -D" + TestSeed.PROPERTY + "=" + seed + ", kept as "
                        + kept(name(input), input) + ":\n" + shown(input, 1_000),
                cause);
    }

    private static String name(byte[] input) {
        return Integer.toHexString(Arrays.hashCode(input));
    }

    private Path kept(String name, byte[] input) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "fuzz", target.name()));
            return Files.write(folder.resolve(name), input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A part of the input with the same failure. */
    private byte[] shrunk(byte[] input, Throwable failure) {
        byte[] least = input;
        int tries = 0;
        for (int length = Math.max(1, input.length / 2); length > 0; length /= 2) {
            for (int at = 0; at < least.length && tries < SHRINKING_TRIES; tries++) {
                byte[] less = without(least, at, length);
                if (failsAlike(less, failure)) {
                    least = less;
                } else {
                    at += length;
                }
            }
        }
        return least;
    }

    private static byte[] without(byte[] input, int at, int length) {
        int end = Math.min(input.length, at + length);
        byte[] less = Arrays.copyOf(input, input.length - (end - at));
        System.arraycopy(input, end, less, at, input.length - end);
        return less;
    }

    private boolean failsAlike(byte[] input, Throwable failure) {
        current = input;
        fed.incrementAndGet();
        try {
            target.reader().read(input);
            return false;
        } catch (Throwable e) {
            return place(e).equals(place(failure instanceof Escaped ? failure.getCause() : failure));
        }
    }

    private static String place(@Nullable Throwable e) {
        Optional<StackTraceElement> top =
                e == null ? Optional.empty() : Arrays.stream(e.getStackTrace()).findFirst();
        return e == null
                ? ""
                : e.getClass() + top.map(StackTraceElement::toString).orElse("");
    }

    /** An input on one line. */
    private static String shown(byte[] input, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(max, input.length); i++) {
            char c = (char) (input[i] & 0xFF);
            text.append(c >= ' ' && c <= '~' && c != '\\' ? String.valueOf(c) : String.format("\\x%02x", (int) c));
        }
        return input.length > max ? text + "…" : text.toString();
    }
}
