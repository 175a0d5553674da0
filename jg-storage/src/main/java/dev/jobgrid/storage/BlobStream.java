package dev.jobgrid.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Some bytes of a file, from where its channel stands. Single-threaded. */
final class BlobStream extends InputStream {
    private final FileChannel file;
    private long left;

    BlobStream(FileChannel file, long length) {
        this.file = file;
        left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int count = file.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, left)));
        if (count > 0) {
            left -= count;
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = Math.max(0, Math.min(count, Math.min(left, file.size() - file.position())));
        file.position(file.position() + skipped);
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        long ahead = Math.min(left, Math.max(0, file.size() - file.position()));
        return (int) Math.min(ahead, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
