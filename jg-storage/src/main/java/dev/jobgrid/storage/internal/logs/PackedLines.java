package dev.jobgrid.storage.internal.logs;

import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
 * Consecutive lines of a log, packed for one column.
 *
 * <p>A byte for the version of the form, then deflated, column by column: for each line a byte of flags (1: stderr, 2:
 * truncated), then its time in microseconds since that of the line before, the first since 1970, then the texts in
 * UTF-8 encoded by {@link LogTemplateEncoder}. Entry ids are not stored: they grow by 1 from the first.
 *
 * @param firstEntryId the first line's
 * @param lastEntryId the last line's
 * @param streams 1 if it holds lines of stdout, 2 for stderr, 3 for both
 * @param bytes the form above
 */
record PackedLines(long firstEntryId, long lastEntryId, int streams, byte[] bytes) {
    /** The most text of one column, plus a line; far less than any database's limit. */
    private static final int PACK_BYTES = 256 * 1024;

    /** A page may begin anywhere, and all lines of its first chunk are unpacked. */
    private static final int PACK_LINES = 512;

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
            if (size >= PACK_BYTES || i - start == PACK_LINES - 1 || i == lines.size() - 1) {
                packs.add(pack(lines.subList(start, i + 1)));
                start = i + 1;
                size = 0;
            }
        }
        return packs;
    }

    /** The bit of a stream. */
    static int bit(LogStream stream) {
        return switch (stream) {
            case STDOUT -> 1;
            case STDERR -> 2;
        };
    }

    private static PackedLines pack(List<LogLine> lines) {
        VarintWriter flags = new VarintWriter();
        VarintWriter times = new VarintWriter();
        LogTemplateEncoder texts = new LogTemplateEncoder();
        int streams = 0;
        long before = 0;
        for (LogLine line : lines) {
            streams |= bit(line.stream());
            flags.add((line.stream() == LogStream.STDERR ? STDERR : 0) | (line.truncated() ? TRUNCATED : 0));
            long at = TimeColumn.epochMicros(line.at());
            times.signed(at - before);
            before = at;
            texts.add(line.message().getBytes(StandardCharsets.UTF_8));
        }
        flags.addAll(times);
        texts.write(flags);
        long first = lines.get(0).entryId();
        return new PackedLines(first, first + lines.size() - 1, streams, deflated(flags));
    }

    private static byte[] deflated(VarintWriter plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        bytes.write(VERSION);
        // Speed over size: level 1 is within a third of the best size.
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater, 4096)) {
            out.write(plain.array(), 0, plain.size());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /**
     * Unpacks the lines.
     *
     * @throws IOException if the bytes have another form
     */
    List<LogLine> unpack() throws IOException {
        int version = bytes.length == 0 ? 0 : bytes[0];
        if (version != VERSION) {
            throw new IOException("packed lines of the unknown version " + version);
        }
        byte[] plain;
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1))) {
            plain = in.readAllBytes();
        }
        VarintReader in = new VarintReader(plain, 0, plain.length);
        int count = Math.toIntExact(lastEntryId - firstEntryId + 1);
        int flags = in.take(count);
        long[] times = new long[count];
        long at = 0;
        for (int i = 0; i < count; i++) {
            at += in.signed();
            times[i] = at;
        }
        List<String> texts = LogTemplateEncoder.read(in, count);
        List<LogLine> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lines.add(line(firstEntryId + i, plain[flags + i], times[i], texts.get(i)));
        }
        return lines;
    }

    private static LogLine line(long entryId, int flags, long micros, String text) {
        return new LogLine(
                entryId,
                (flags & STDERR) == 0 ? LogStream.STDOUT : LogStream.STDERR,
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
                text,
                (flags & TRUNCATED) != 0);
    }
}
