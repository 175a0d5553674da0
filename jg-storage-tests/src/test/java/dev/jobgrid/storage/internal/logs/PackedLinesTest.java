package dev.jobgrid.storage.internal.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.testkit.SampleLogLines;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PackedLinesTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @Provide
    Arbitrary<List<LogLine>> lines() {
        return SampleLogLines.upTo(700).filter(lines -> !lines.isEmpty());
    }

    /** Texts of few characters, so that many have a form in common and few are of one width. */
    @Provide
    Arbitrary<List<String>> alike() {
        return Arbitraries.strings()
                .withChars('0', '1', '9', 'a', 'ä', '\n', '\u0000')
                .ofMaxLength(24)
                .list()
                .ofMinSize(1)
                .ofMaxSize(200);
    }

    @Property(tries = 100, seed = "1")
    void anyLinesComeBack(@ForAll("lines") List<LogLine> lines) throws IOException {
        assertThat(unpacked(PackedLines.of(lines))).isEqualTo(lines);
    }

    @Property(tries = 500, seed = "1")
    void textsThatAreAlikeComeBack(@ForAll("alike") List<String> texts) throws IOException {
        List<LogLine> lines = lines(texts);
        assertThat(unpacked(PackedLines.of(lines))).isEqualTo(lines);
    }

    @Test
    void numbersComeBackAsTheyWereWritten() throws IOException {
        List<LogLine> lines = lines(List.of(
                "step 8 of 010, id 99999999999999999999999",
                "step 9 of 010, id 99999999999999999999998",
                "step 10 of 010, id 00000000000000000000000",
                "step 11 of 010, id 7",
                "step 011 of 010, id 123456789012345678",
                "",
                "0",
                "000"));
        assertThat(unpacked(PackedLines.of(lines))).isEqualTo(lines);
    }

    @Test
    void timesMayGoBack() throws IOException {
        List<LogLine> lines = List.of(
                new LogLine(1, LogStream.STDOUT, START, "now", false),
                new LogLine(2, LogStream.STDERR, START.minusSeconds(3_600), "an hour before", true),
                new LogLine(3, LogStream.STDOUT, Instant.EPOCH.minusSeconds(1), "before all", false));
        assertThat(unpacked(PackedLines.of(lines))).isEqualTo(lines);
    }

    @Test
    void linesOfATrainingTakeTwelveBytesEach() {
        List<LogLine> lines = training(512);
        List<PackedLines> packs = PackedLines.of(lines);
        assertThat(packs).hasSize(1);
        assertThat(lines.get(0).message()).hasSizeGreaterThan(80);
        assertThat(packs.get(0).bytes().length / (double) lines.size()).isLessThan(12);
    }

    @Test
    void whatIsCutOffOrUnknownIsAnErrorAndNoLines() {
        PackedLines whole = PackedLines.of(training(10)).get(0);
        assertThatThrownBy(() -> new PackedLines(1, 10, 1, new byte[] {9}).unpack())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unknown version 9");
        assertThatThrownBy(() -> new PackedLines(1, 10_000, 1, whole.bytes()).unpack())
                .isInstanceOf(IOException.class);
    }

    private static List<LogLine> unpacked(List<PackedLines> packs) throws IOException {
        List<LogLine> lines = new ArrayList<>();
        for (PackedLines pack : packs) {
            lines.addAll(pack.unpack());
        }
        return lines;
    }

    private static List<LogLine> lines(List<String> texts) {
        return IntStream.range(0, texts.size())
                .mapToObj(i -> new LogLine(i + 1, LogStream.STDOUT, START.plusMillis(i), texts.get(i), false))
                .toList();
    }

    /** What trainings print: a step that counts, some figures that do not, each at a moment of its own. */
    private static List<LogLine> training(int count) {
        Random random = new Random(1);
        List<LogLine> lines = new ArrayList<>(count);
        Instant at = START;
        for (int i = 0; i < count; i++) {
            at = at.plusNanos(12_000_000 + 1_000L * random.nextInt(900));
            lines.add(new LogLine(
                    i + 1,
                    LogStream.STDOUT,
                    at,
                    String.format(
                            Locale.ROOT,
                            "step %6d | loss %.4f | lr %.3e | grad %.3f | %,d tok/s | eta 01:%02d",
                            120_000 + i,
                            2.7 + 0.03 * random.nextGaussian(),
                            3e-4 * (1 - i / 40_000.0),
                            0.8 + 0.08 * random.nextGaussian(),
                            118_000 + random.nextInt(800),
                            59 - i / 400),
                    false));
        }
        return lines;
    }
}
