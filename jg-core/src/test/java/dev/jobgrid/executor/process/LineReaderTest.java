package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.RawLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

final class LineReaderTest {
    private static final Instant AT = Instant.EPOCH;

    private Path file = Path.of("");

    @BeforeTry
    void make() throws IOException {
        file = Files.createTempFile("lines", ".log");
    }

    @AfterTry
    void delete() throws IOException {
        Files.delete(file);
    }

    /** Lines as one would cut them who has the whole text at once. */
    private static List<String> expected(byte[] text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            boolean isEnd = i == text.length;
            if (isEnd ? i > start : text[i] == '\n' || text[i] == '\r') {
                boolean isCut = i - start > RawLine.MAX_BYTES;
                byte[] kept = Arrays.copyOfRange(text, start, isCut ? start + RawLine.MAX_BYTES : i);
                lines.add(isCut + ":" + new String(kept, StandardCharsets.US_ASCII));
                if (!isEnd && text[i] == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        return lines;
    }

    private static byte[] text(Random random, int lines) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < lines; i++) {
            int length = random.nextInt(5) == 0 ? RawLine.MAX_BYTES - 3 + random.nextInt(8) : random.nextInt(40);
            for (int j = 0; j < (random.nextInt(20) == 0 ? length * 5 : length); j++) {
                text.write(random.nextInt(2000) == 0 ? '\r' : 'a' + random.nextInt(26));
            }
            if (i < lines - 1 || random.nextBoolean()) {
                text.writeBytes(
                        List.of("\n", "\r\n", "\r").get(random.nextInt(3)).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return text.toByteArray();
    }

    @Property(tries = 100, seed = "1")
    void howeverAFileGrowsAndWhereverReadingIsResumedItsLinesAreTheSame(
            @ForAll Random random, @ForAll @IntRange(max = 30) int lines) throws IOException {
        byte[] text = text(random, lines);
        List<String> read = new ArrayList<>();
        OffsetCursor.Mark mark = OffsetCursor.Mark.START;
        int written = 0;
        boolean isOver = false;
        while (!isOver) {
            int more = Math.min(text.length - written, random.nextInt(1 + random.nextInt(40_000)));
            Files.write(file, Arrays.copyOfRange(text, written, written + more), StandardOpenOption.APPEND);
            written += more;
            boolean isComplete = written == text.length;
            LineReader reader = new LineReader(LogStream.STDOUT, AT, 1 + random.nextInt(100_000));
            mark = reader.read(file, mark, isComplete);
            reader.lines().forEach(line -> read.add(line.truncated() + ":" + line.message()));
            mark = OffsetCursor.parse("o=" + mark + ",e=0").out();
            isOver = isComplete && !reader.isFull();
        }
        assertThat(read).isEqualTo(expected(text));
        assertThat(mark.offset()).isEqualTo(text.length);
    }

    private List<String> readOn(OffsetCursor.Mark[] mark, String more) throws IOException {
        Files.writeString(file, more, StandardOpenOption.APPEND);
        LineReader reader = new LineReader(LogStream.STDOUT, AT, 1 << 20);
        mark[0] = reader.read(file, mark[0], false);
        return reader.lines().stream().map(RawLine::message).toList();
    }

    @Example
    void aCarriageReturnEndsALineAtOnceAndANewlineThatFollowsLaterIsPartOfThatEnd() throws IOException {
        OffsetCursor.Mark[] mark = {OffsetCursor.Mark.START};
        assertThat(readOn(mark, "10 %\r")).containsExactly("10 %");
        assertThat(readOn(mark, "20 %\r")).containsExactly("20 %");
        assertThat(readOn(mark, "\n")).isEmpty();
        assertThat(readOn(mark, "\ndone")).containsExactly("");
        assertThat(readOn(mark, "\r\r\nx\r\n")).containsExactly("done", "", "x");
    }

    @Example
    void theRestOfALineThatIsTooLongEndsAtACarriageReturn() throws IOException {
        OffsetCursor.Mark[] mark = {OffsetCursor.Mark.START};
        assertThat(readOn(mark, "x".repeat(20_000))).hasSize(1);
        assertThat(readOn(mark, "x\r")).isEmpty();
        assertThat(readOn(mark, "\nnext\n")).containsExactly("next");
    }

    @Example
    void aHugeLineIsReadOnceAndNotHeld() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 28);
            sparse.seek(1L << 28);
            sparse.write("\nnext\n".getBytes(StandardCharsets.US_ASCII));
        }
        LineReader reader = new LineReader(LogStream.STDERR, AT, 1 << 20);
        OffsetCursor.Mark mark = reader.read(file, OffsetCursor.Mark.START, false);

        assertThat(reader.lines()).extracting(RawLine::truncated).containsExactly(true, false);
        assertThat(reader.lines().get(1).message()).isEqualTo("next");
        assertThat(mark).isEqualTo(new OffsetCursor.Mark((1L << 28) + 6, false));
    }

    @Example
    void aLineThatIsTooLongAndNotOverIsDeliveredAtOnce() throws IOException {
        Files.writeString(file, "x".repeat(20_000));
        LineReader reader = new LineReader(LogStream.STDOUT, AT, 1 << 20);
        OffsetCursor.Mark mark = reader.read(file, OffsetCursor.Mark.START, false);
        assertThat(reader.lines()).hasSize(1);
        assertThat(mark).hasToString("20000+");
    }

    @Example
    void aFileThatIsNotThereHasNoLines() throws IOException {
        LineReader reader = new LineReader(LogStream.STDOUT, AT, 1 << 20);
        assertThat(reader.read(Path.of(file + ".none"), OffsetCursor.Mark.START, true))
                .isEqualTo(OffsetCursor.Mark.START);
        assertThat(reader.lines()).isEmpty();
    }

    @Example
    void aPositionOfAnotherFormIsRefused() {
        for (String text : List.of("o=1", "o=-1,e=0", "1,2", "o=1,e=2,", "o=99999999999999999999,e=0")) {
            assertThatThrownBy(() -> OffsetCursor.parse(text)).hasMessageContaining("o=123,e=45");
        }
        assertThat(OffsetCursor.parse("o=7+,e=0")).hasToString("o=7+,e=0");
    }
}
