package dev.jobgrid.storage.internal.logs;

import java.io.IOException;

/** Reads the output of a {@link VarintWriter}. Single-threaded. */
final class VarintReader {
    private final byte[] bytes;
    private final int end;
    private int next;

    VarintReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.next = start;
        this.end = end;
    }

    byte[] array() {
        return bytes;
    }

    int position() {
        return next;
    }

    byte one() throws IOException {
        return bytes[take(1)];
    }

    /** Skips that many bytes, and returns their start. */
    int take(int length) throws IOException {
        if (length < 0 || length > end - next) {
            throw new IOException("packed lines end too early");
        }
        next += length;
        return next - length;
    }

    long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte part = one();
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IOException("packed lines hold a number that is too long");
    }

    int count() throws IOException {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IOException("packed lines hold a count of " + value);
        }
        return (int) value;
    }

    long signed() throws IOException {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    /** Skips to after the next byte of this value; returns the start, and {@link #position} is after it. */
    int upTo(byte mark) throws IOException {
        int start = next;
        while (one() != mark) {
            // on
        }
        return start;
    }
}
