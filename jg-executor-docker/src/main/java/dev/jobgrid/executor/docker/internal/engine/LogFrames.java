package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.logs.LogStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Parses an Engine's log stream: frames of a stream's number, three bytes, a length and that many bytes, which begin
 * with a timestamp. A frame is a line, or 16 KiB of a longer one. Single-threaded.
 */
public final class LogFrames {
    private static final int HEADER = 8;
    // Engines cut at 16 KiB; of a longer frame only this much is kept, which is more than a line may have.
    private static final int KEPT = 64 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[4 * KEPT];
    private int start;
    private int end;

    public LogFrames(InputStream in) {
        this.in = in;
    }

    /** Receives the frames. */
    @FunctionalInterface
    public interface Sink {
        /** One frame with its timestamp; the bytes are reused after. */
        void frame(LogStream stream, byte[] bytes, int from, int to) throws IOException;

        /** No more data for now. */
        default void idle() throws IOException {}
    }

    /** Reads to the end of the stream. */
    public void forEach(Sink sink) throws IOException {
        while (fill(HEADER)) {
            LogStream stream = buffer[start] == 2 ? LogStream.STDERR : LogStream.STDOUT;
            long length = length();
            start += HEADER;
            int kept = (int) Math.min(length, KEPT);
            if (!fill(kept)) {
                throw new EOFException("the log ends inside a frame");
            }
            sink.frame(stream, buffer, start, start + kept);
            start += kept;
            if (length > kept) {
                skip(length - kept);
            }
            if (start == end && in.available() == 0) {
                sink.idle();
            }
        }
    }

    /** Four bytes without a sign. */
    private long length() {
        long length = 0;
        for (int i = 4; i < HEADER; i++) {
            length = length << 8 | buffer[start + i] & 0xFF;
        }
        return length;
    }

    /** Reads until that many bytes are available; false if the stream ended before. */
    private boolean fill(int wanted) throws IOException {
        if (end - start >= wanted) {
            return true;
        }
        if (buffer.length - start < wanted + HEADER) {
            buffer = Arrays.copyOfRange(buffer, start, start + buffer.length);
            end -= start;
            start = 0;
        }
        while (end - start < wanted) {
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                return false;
            }
            end += read;
        }
        return true;
    }

    private void skip(long bytes) throws IOException {
        int held = (int) Math.min(bytes, end - start);
        start += held;
        in.skipNBytes(bytes - held);
    }

    /** The start of a frame's text. */
    public static int afterTimestamp(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == ' ') {
                return i + 1;
            }
        }
        return to;
    }
}
