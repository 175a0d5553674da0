package dev.jobgrid.http.internal.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** A response's body in memory, in blocks that are let go as they are sent. Single-threaded. */
final class BodyBlocks extends OutputStream implements AsyncBody.Source {
    private static final int BLOCK = 16 << 10;

    private final Queue<ByteBuffer> full = new ArrayDeque<>();
    private ByteBuffer last = ByteBuffer.allocate(BLOCK);
    private long size;

    /** How many bytes have been written. */
    long size() {
        return size;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        size += length;
        int from = offset;
        for (int left = length; left > 0; ) {
            if (!last.hasRemaining()) {
                full.add(last.flip());
                last = ByteBuffer.allocate(BLOCK);
            }
            int count = Math.min(left, last.remaining());
            last.put(bytes, from, count);
            from += count;
            left -= count;
        }
    }

    /** The next block, which is forgotten. Nothing is written after the first. */
    @Override
    public ByteBuffer next() {
        if (!full.isEmpty()) {
            return full.remove();
        }
        ByteBuffer end = last.flip();
        last = ByteBuffer.allocate(0);
        return end;
    }

    /** Moves all of it into another stream. */
    void writeTo(OutputStream out) throws IOException {
        for (long left = size; left > 0; ) {
            ByteBuffer block = next();
            left -= block.remaining();
            out.write(block.array(), block.arrayOffset() + block.position(), block.remaining());
        }
    }

    /** All of it, copied. */
    byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(size)];
        ByteBuffer target = ByteBuffer.wrap(all);
        full.forEach(target::put);
        target.put(last.flip());
        return all;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
