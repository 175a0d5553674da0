package dev.jobgrid.bench.work;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.store.LogChunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Log lines of a training of about 80 characters: a step number that counts up, and figures. Single-threaded. */
final class TrainingLog {
    private static final int TEXTS = 20_000;
    private static final List<String> LINES = texts();

    private final RunKey run;
    private Instant at = Instant.parse("2026-03-01T12:00:00Z");
    private long stored;

    TrainingLog(RunKey run) {
        this.run = run;
    }

    private static List<String> texts() {
        Random random = new Random(1);
        List<String> texts = new ArrayList<>(TEXTS);
        for (int i = 0; i < TEXTS; i++) {
            texts.add(String.format(
                    Locale.ROOT,
                    "step %6d | loss %.4f | lr %.3e | grad %.3f | %,d tok/s | eta 01:%02d",
                    120_000 + i,
                    2.7 + 0.03 * random.nextGaussian(),
                    3e-4 * (1 - i / 40_000.0),
                    0.8 + 0.08 * random.nextGaussian(),
                    118_000 + random.nextInt(800),
                    59 - i / 400));
        }
        return texts;
    }

    /** One line. */
    static String text(int number) {
        return LINES.get(number % TEXTS);
    }

    /** The lines that follow, each printed some milliseconds after the one before. */
    LogChunk next(int count) {
        List<LogLine> lines = new ArrayList<>(count);
        long before = stored;
        for (int i = 0; i < count; i++) {
            stored++;
            at = at.plusNanos(12_000_000 + stored * 7_919 % 900 * 1_000);
            lines.add(new LogLine(stored, LogStream.STDOUT, at, text((int) (stored % TEXTS)), false));
        }
        return new LogChunk(run, before, lines, "");
    }
}
