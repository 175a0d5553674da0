package dev.jobgrid.executor.docker.internal.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.logs.LogStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LogLineAssemblerTest {
    private static final int TRIES = 300;

    /** Cuts a text into frames as an Engine does, at each newline and now and then elsewhere; neighbours may share a time. */
    private static List<byte[]> frames(String text, Random random) {
        List<byte[]> frames = new ArrayList<>();
        int second = 0;
        int begin = 0;
        for (int i = 1; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i - 1) == '\n' || random.nextInt(12) == 0) {
                second += random.nextInt(2);
                String time = "2026-11-24T16:05:" + String.format("%02d", second % 60) + "." + (second / 60 + 1) + "Z ";
                frames.add((time + text.substring(begin, i)).getBytes(StandardCharsets.US_ASCII));
                begin = i;
            }
        }
        return frames;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(120);
        while (text.length() < length) {
            text.append("ab\r\n".charAt(random.nextInt(4)));
        }
        return text.toString();
    }

    /** The lines of all frames, read on from a mark, with what was begun and not ended. */
    private static List<LogQueue.Entry> read(List<byte[]> frames, TimestampCursor.Mark from) {
        LogLineAssembler lines = new LogLineAssembler(LogStream.STDOUT, from);
        List<LogQueue.Entry> read = new ArrayList<>();
        frames.forEach(frame -> lines.add(frame, 0, frame.length, read::add));
        lines.rest().ifPresent(read::add);
        return read;
    }

    private static List<String> messages(List<LogQueue.Entry> entries) {
        return entries.stream().map(entry -> entry.line().message()).toList();
    }

    @Test
    void howeverTextIsCutIntoFramesItsLinesEndAtNewlinesAndCarriageReturns() {
        for (int seed = 0; seed < TRIES; seed++) {
            Random random = new Random(seed);
            String text = text(random);
            assertThat(messages(read(frames(text, random), TimestampCursor.Mark.NONE)))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(text.lines().toList());
        }
    }

    @Test
    void readOnAfterAnyLineNoneIsLostAndNoneComesTwice() {
        for (int seed = 0; seed < TRIES; seed++) {
            Random random = new Random(seed);
            String text = text(random);
            List<byte[]> frames = frames(text, random);
            List<LogQueue.Entry> all = read(frames, TimestampCursor.Mark.NONE);
            for (int i = 0; i < all.size(); i++) {
                TimestampCursor position = TimestampCursor.START.moved(all.get(i));
                TimestampCursor.Mark from =
                        TimestampCursor.parse(position.toString()).of(LogStream.STDOUT);
                assertThat(messages(read(frames, from)))
                        .as("seed %d, after line %d: %s", seed, i, text)
                        .isEqualTo(messages(all.subList(i + 1, all.size())));
            }
        }
    }

    @Test
    void aPositionOfAnEarlierVersionLeadsToTheFrameBehindIt() {
        List<byte[]> frames = List.of(
                "2026-11-24T16:05:01.5Z one\n".getBytes(StandardCharsets.US_ASCII),
                "2026-11-24T16:05:01.5Z two\n".getBytes(StandardCharsets.US_ASCII));
        TimestampCursor position = TimestampCursor.parse("o=1795536301.500000000*1,e=0.000000000*0");
        assertThat(messages(read(frames, position.out()))).containsExactly("two");
        assertThat(position).hasToString("o=1795536301.500000000*1,e=0.000000000*0");
    }

    @Test
    void howeverOftenALogIsReadAnewItsLinesAreTheSame() {
        for (int seed = 0; seed < TRIES; seed++) {
            Random random = new Random(seed);
            String text = text(random);
            List<byte[]> frames = frames(text, random);
            LogLineAssembler lines = new LogLineAssembler(LogStream.STDOUT, TimestampCursor.Mark.NONE);
            List<LogQueue.Entry> read = new ArrayList<>();
            for (int there = 0; there <= frames.size(); there += 1 + random.nextInt(3)) {
                lines.again();
                frames.subList(0, there).forEach(frame -> lines.add(frame, 0, frame.length, read::add));
            }
            lines.again();
            frames.forEach(frame -> lines.add(frame, 0, frame.length, read::add));
            lines.rest().ifPresent(read::add);
            assertThat(read).as("seed %d: %s", seed, text).isEqualTo(read(frames, TimestampCursor.Mark.NONE));
        }
    }

    @Test
    void aFrameWithoutATimeIsTextThatCameWithTheOneBefore() {
        List<byte[]> frames = List.of(
                "2026-11-24T16:05:01.5Z one\n".getBytes(StandardCharsets.US_ASCII),
                "no time at all\n".getBytes(StandardCharsets.US_ASCII),
                "2026-11-24T16:05:02.1234567891Z ten digits\n".getBytes(StandardCharsets.US_ASCII),
                "2026-11-24T16:05:02.1x3Z a letter\n".getBytes(StandardCharsets.US_ASCII),
                "1969-12-31T23:59:59.5Z too early\n".getBytes(StandardCharsets.US_ASCII),
                "\n".getBytes(StandardCharsets.US_ASCII),
                "2026-11-24T16:05:03.5Z last\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(read(frames, TimestampCursor.Mark.NONE))
                .extracting(entry -> entry.line().at().getEpochSecond() % 60 + " "
                        + entry.line().message())
                .containsExactly(
                        "1 one",
                        "1 no time at all",
                        "1 2026-11-24T16:05:02.1234567891Z ten digits",
                        "1 2026-11-24T16:05:02.1x3Z a letter",
                        "1 1969-12-31T23:59:59.5Z too early",
                        "1 ",
                        "3 last");
    }

    @Test
    void aPositionOfNoTimeThatThereIsIsRefused() {
        for (String text : List.of("x", "o=99999999999999999.000000000*1,e=0.000000000*0", "o=1.0*1,e=0.0*0")) {
            assertThatThrownBy(() -> TimestampCursor.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void timesMayBeWholeSecondsAndHaveAnOffset() {
        List<byte[]> frames = List.of(
                "2026-11-26T14:00:00+02:00 a\n".getBytes(StandardCharsets.US_ASCII),
                "2026-11-26T14:00:00.123456789+02:00 b\n".getBytes(StandardCharsets.US_ASCII),
                "2026-11-26T12:00:01Z c\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(read(frames, TimestampCursor.Mark.NONE))
                .extracting(entry -> entry.line().at())
                .containsExactly(
                        Instant.parse("2026-11-26T12:00:00Z"),
                        Instant.parse("2026-11-26T12:00:00.123456789Z"),
                        Instant.parse("2026-11-26T12:00:01Z"));
    }
}
