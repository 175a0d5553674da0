package dev.jobgrid.storage.internal.logs;

import java.util.Arrays;

/** A growing byte array with variable-length numbers, 7 bits a byte, low bits first. Single-threaded. */
final class VarintWriter {
    private byte[] bytes = new byte[64];
    private int size;

    int size() {
        return size;
    }

    /** The backing array, valid up to {@link #size}. */
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

    /** Writes a number that is never or rarely negative. */
    void number(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            add((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        add((int) left);
    }

    /** Writes a number near 0, of either sign. */
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
