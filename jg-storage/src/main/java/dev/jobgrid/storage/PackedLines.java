package dev.jobgrid.storage;

import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Lines of a log, one after the other, as one column holds them.
 *
 * <p>A byte for the version of the form, then deflated: for each line a byte of flags (1: stderr, 2: truncated), its time in
 * microseconds since 1970 (8 bytes), the length of its text (4 bytes) and the text in UTF-8. Entry ids are not held: they
 * grow by 1 from the first.
 *
 * @param firstEntryId the first line's
 * @param lastEntryId the last line's
 * @param streams 1 if it holds lines of stdout, 2 for stderr, 3 for both
 * @param bytes the form above
 */
record PackedLines(long firstEntryId, long lastEntryId, int streams, byte[] bytes) {
    /** So much text goes into one column at most, with a line more; far less than any database takes. */
    private static final int PACK_BYTES = 256 * 1024;

    private static final int VERSION = 1;
    private static final int STDERR = 1;
    private static final int TRUNCATED = 2;

    /** Packs lines whose entry ids grow by 1; several packs if they are many. */
    static List<PackedLines> of(List<LogLine> lines) {
        List<PackedLines> packs = new ArrayList<>(1);
        int start = 0;
        int size = 0;
        for (int i = 0; i < lines.size(); i++) {
            size += lines.get(i).message().length();
            if (size >= PACK_BYTES || i == lines.size() - 1) {
                packs.add(pack(lines.subList(start, i + 1)));
                start = i + 1;
                size = 0;
            }
        }
        return packs;
    }

    /** The bit that stands for a stream. */
    static int bit(LogStream stream) {
        return switch (stream) {
            case STDOUT -> 1;
            case STDERR -> 2;
        };
    }

    private static PackedLines pack(List<LogLine> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        bytes.write(VERSION);
        int streams = 0;
        // Speed over size: a log is written once by a runner in a hurry, and level 1 is within a third of the best.
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 4096))) {
            for (LogLine line : lines) {
                streams |= bit(line.stream());
                write(line, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        } finally {
            deflater.end();
        }
        long first = lines.get(0).entryId();
        return new PackedLines(first, first + lines.size() - 1, streams, bytes.toByteArray());
    }

    private static void write(LogLine line, DataOutputStream out) throws IOException {
        out.writeByte((line.stream() == LogStream.STDERR ? STDERR : 0) | (line.truncated() ? TRUNCATED : 0));
        out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, line.at()));
        byte[] text = line.message().getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
    }

    /**
     * The lines again.
     *
     * @throws IOException if the bytes are no such form
     */
    List<LogLine> unpack() throws IOException {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IOException("packed lines of an unknown version");
        }
        int count = Math.toIntExact(lastEntryId - firstEntryId + 1);
        List<LogLine> lines = new ArrayList<>(count);
        try (DataInputStream in =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1)))) {
            for (int i = 0; i < count; i++) {
                lines.add(read(firstEntryId + i, in));
            }
        }
        return lines;
    }

    private static LogLine read(long entryId, DataInputStream in) throws IOException {
        int flags = in.readByte();
        Instant at = Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS);
        byte[] text = in.readNBytes(in.readInt());
        return new LogLine(
                entryId,
                (flags & STDERR) == 0 ? LogStream.STDOUT : LogStream.STDERR,
                at,
                new String(text, StandardCharsets.UTF_8),
                (flags & TRUNCATED) != 0);
    }
}
