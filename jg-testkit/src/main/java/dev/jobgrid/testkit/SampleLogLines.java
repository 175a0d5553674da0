package dev.jobgrid.testkit;

import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Log lines as programs print them: of both streams, empty ones, odd characters, NUL, some of the maximum length. */
public final class SampleLogLines {
    private static final int MAX_LENGTH = 16 * 1024;

    private SampleLogLines() {}

    /** Up to that many lines, numbered from 1. */
    public static Arbitrary<List<LogLine>> upTo(int count) {
        return Arbitraries.integers()
                .between(0, count)
                .flatMap(n -> Arbitraries.randomValue(random -> following(0, n, random)));
    }

    /** That many lines after this one. */
    public static List<LogLine> following(long entryId, int count, Random random) {
        RandomValues dice = new RandomValues(random);
        Instant at = dice.instant();
        List<LogLine> lines = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            at = at.plus(dice.number(0, 5000), ChronoUnit.MICROS);
            boolean isLong = dice.oneIn(100);
            String message = isLong ? dice.word().repeat(MAX_LENGTH).substring(0, MAX_LENGTH) : message(dice);
            lines.add(new LogLine(entryId + i, dice.pick(LogStream.class), at, message, isLong));
        }
        return lines;
    }

    private static String message(RandomValues dice) {
        return switch (dice.number(0, 9)) {
            case 0 -> "";
            case 1 -> "\u0000\u001b[31m" + dice.word() + "\r";
            default -> dice.text();
        };
    }
}
