package dev.jobgrid.executor.process;

import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.RawLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a growing file into lines from a position on, with memory for one batch however long a line is. A line ends
 * with "\n", "\r" or "\r\n". Used for one batch. Single-threaded.
 */
final class LineReader {
    private static final int CHUNK = 64 * 1024;

    private final LogStream stream;
    private final Instant at;
    private final int budget;
    private final List<RawLine> lines = new ArrayList<>();
    private final byte[] line = new byte[RawLine.MAX_BYTES + 1];
    private int length;
    private int taken;
    private long offset;
    private boolean isSkipping;
    // A line ended with "\r" and was delivered at once: a "\n" that comes next belongs to its end.
    private boolean isAfterReturn;

    /**
     * @param budget bytes of text after which the batch is full
     */
    LineReader(LogStream stream, Instant at, int budget) {
        this.stream = stream;
        this.at = at;
        this.budget = budget;
    }

    List<RawLine> lines() {
        return lines;
    }

    /**
     * Reads until the end of the file or of the budget.
     *
     * @param isComplete whether the file is complete, and its last line needs no end
     * @return where to continue: after the last line read
     */
    OffsetCursor.Mark read(Path file, OffsetCursor.Mark from, boolean isComplete) throws IOException {
        offset = from.offset();
        isSkipping = from.isSkipping();
        if (file.toFile().length() <= offset) {
            return from;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            isAfterReturn = !isSkipping && isReturnBefore(channel);
            while (!isFull() && channel.read(chunk.clear(), offset + length) > 0) {
                take(chunk.flip());
            }
        } catch (NoSuchFileException e) {
            return from;
        }
        if (isComplete && length > 0 && !isFull()) {
            endLine(0);
        }
        return new OffsetCursor.Mark(offset, isSkipping);
    }

    private boolean isReturnBefore(FileChannel channel) throws IOException {
        ByteBuffer before = ByteBuffer.allocate(1);
        return offset > 0 && channel.read(before, offset - 1) == 1 && before.get(0) == '\r';
    }

    boolean isFull() {
        return taken >= budget;
    }

    private void take(ByteBuffer chunk) {
        while (chunk.hasRemaining() && !isFull()) {
            if (isSkipping) {
                skip(chunk);
            } else {
                take(chunk.get());
            }
        }
    }

    private void take(byte b) {
        boolean isSecondOfTwo = isAfterReturn && b == '\n';
        isAfterReturn = b == '\r';
        if (isSecondOfTwo) {
            offset++;
        } else if (isEnd(b)) {
            endLine(1);
        } else {
            line[length++] = b;
            if (length > RawLine.MAX_BYTES) {
                add();
                isSkipping = true;
            }
        }
    }

    private static boolean isEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    private void skip(ByteBuffer chunk) {
        int at = chunk.position();
        while (at < chunk.limit() && !isEnd(chunk.get(at))) {
            at++;
        }
        isSkipping = at == chunk.limit();
        isAfterReturn = !isSkipping && chunk.get(at) == '\r';
        int next = isSkipping ? at : at + 1;
        offset += next - chunk.position();
        chunk.position(next);
    }

    private void endLine(int ending) {
        add();
        offset += ending;
    }

    /** Delivers the bytes held, and consumes all of them. */
    private void add() {
        lines.add(RawLine.ofUtf8(stream, at, line, length));
        // A line costs something even if it is empty.
        taken += Math.min(length, RawLine.MAX_BYTES) + 16;
        offset += length;
        length = 0;
    }
}
