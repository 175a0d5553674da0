package dev.jobgrid.testkit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Generates values, the same for the same seed. Single-threaded. */
final class RandomValues {
    /** Characters that stores, escapes and truncation most easily get wrong. */
    private static final List<String> CHARACTERS = List.of(
            "ä",
            "ß",
            "–",
            "日",
            "本",
            "🚀",
            "👩‍🔬",
            "e\u0301",
            "\u202eabc",
            "'",
            "\"",
            "\\",
            "%",
            "_",
            "$",
            ";",
            "\t",
            "\u2028");

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    /** A number between both, each included. */
    int number(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }

    long big(long max) {
        return 1 + (long) (random.nextDouble() * (max - 1));
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    boolean coin() {
        return random.nextBoolean();
    }

    <T> T pick(List<T> among) {
        return among.get(random.nextInt(among.size()));
    }

    <E extends Enum<E>> E pick(Class<E> among) {
        return pick(List.of(among.getEnumConstants()));
    }

    <T> Optional<T> maybe(Supplier<T> value) {
        return coin() ? Optional.of(value.get()) : Optional.empty();
    }

    /** That many values. */
    <T> List<T> many(int count, Supplier<T> value) {
        return Stream.generate(value).limit(count).toList();
    }

    /** Lower-case letters, one or more. */
    String word() {
        StringBuilder word = new StringBuilder();
        int length = number(1, 8);
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    /** Words and odd characters; one or more UTF-16 units, neither first nor last a blank. */
    String text() {
        int pieces = number(1, 6);
        StringBuilder text = new StringBuilder(word());
        for (int i = 1; i < pieces; i++) {
            text.append(coin() ? " " : pick(CHARACTERS)).append(word());
        }
        return text.toString();
    }

    String hex(int digits) {
        return String.join("", many(digits, () -> Integer.toHexString(random.nextInt(16))));
    }

    double real() {
        return random.nextGaussian() * Math.pow(10, number(-5, 12));
    }

    /** Some time in the year 2026, in whole microseconds, which is what every store keeps. */
    Instant instant() {
        return START.plus(big(360L * 86_400 * 1_000_000), ChronoUnit.MICROS);
    }
}
