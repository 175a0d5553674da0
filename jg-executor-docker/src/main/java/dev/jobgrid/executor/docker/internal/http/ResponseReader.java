package dev.jobgrid.executor.docker.internal.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A buffered reader of a connection. Single-threaded. */
final class ResponseReader {
    private static final int SIZE = 64 * 1024;
    private static final int MAX_LINE = 8 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[SIZE];
    private int start;
    private int end;

    ResponseReader(InputStream in) {
        this.in = in;
    }

    /** The number of buffered bytes. */
    int available() {
        return end - start;
    }

    /** Reads at least a byte; large reads bypass the buffer. */
    int read(byte[] into, int offset, int length) throws IOException {
        if (start == end) {
            if (length >= SIZE) {
                return in.read(into, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int some = Math.min(length, end - start);
        System.arraycopy(buffer, start, into, offset, some);
        start += some;
        return some;
    }

    private boolean fill() throws IOException {
        start = 0;
        end = Math.max(0, in.read(buffer, 0, SIZE));
        return end > 0;
    }

    /** A line of the protocol, without its end. */
    String line() throws IOException {
        byte[] line = new byte[16];
        int length = 0;
        while (true) {
            if (start == end && !fill()) {
                throw new EOFException("the Engine broke off its answer");
            }
            byte next = buffer[start++];
            if (next == '\n') {
                int text = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return new String(line, 0, text, StandardCharsets.ISO_8859_1);
            }
            if (length == MAX_LINE) {
                throw new IOException("the response has a line of more than " + MAX_LINE + " bytes");
            }
            if (length == line.length) {
                line = java.util.Arrays.copyOf(line, 4 * length);
            }
            line[length++] = next;
        }
    }
}
