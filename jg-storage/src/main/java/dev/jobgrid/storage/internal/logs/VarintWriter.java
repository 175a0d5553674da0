package dev.jobgrid.storage.internal.logs;

import java.util.Arrays;

/** Bytes that grow, with numbers of 7 bits a byte, the low ones first. Single-threaded. */
final class VarintWriter {
    private byte[] bytes = new byte[64];
    private int size;

    int size() {
        return size;
    }

    /** The array behind it, valid up to {@link #size}. */
    byte[] array() {
        return bytes;
    }

    void add(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    void add(byte[] from, int start, int length) {
        ensure(length);
        System.arraycopy(from, start, bytes, size, length);
        size += length;
    }

    void addAll(VarintWriter other) {
        add(other.bytes, 0, other.size);
    }

    /** A number of which nothing is negative, or that is rare. */
    void number(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            add((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        add((int) left);
    }

    /** A number that lies near 0 on either side. */
    void signed(long value) {
        number(value << 1 ^ value >> 63);
    }

    void clear() {
        size = 0;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
