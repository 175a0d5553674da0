package dev.jobgrid.storage.blobs;

import dev.jobgrid.spi.store.DamagedBlobException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** A range of a blob's bytes, each block verified before any byte of it is returned. Single-threaded. */
final class BlobStream extends InputStream {
    private static final int NONE = -1;

    private final FileChannel file;
    private final BlobFile blob;
    private final byte[] block = new byte[BlobFile.BLOCK + BlobFile.SUM];
    private long position;
    private long left;
    private long loaded = NONE;

    /**
     * Bytes from an offset. Verifies the first block at once, so that opening a damaged blob fails.
     *
     * @param length the most bytes
     */
    BlobStream(FileChannel file, BlobFile blob, long offset, long length) throws IOException {
        this.file = file;
        this.blob = blob;
        position = Math.min(offset, blob.blob().sizeBytes());
        left = Math.min(length, blob.blob().sizeBytes() - position);
        if (left > 0) {
            load(position / BlobFile.BLOCK);
        }
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
        long number = position / BlobFile.BLOCK;
        if (number != loaded) {
            load(number);
        }
        int from = (int) (position % BlobFile.BLOCK);
        int count = (int) Math.min(Math.min(length, left), BlobFile.BLOCK - from);
        System.arraycopy(block, from, into, offset, count);
        position += count;
        left -= count;
        return count;
    }

    private void load(long number) throws IOException {
        loaded = NONE;
        long start = number * BlobFile.BLOCK;
        int length = (int) Math.min(BlobFile.BLOCK, blob.blob().sizeBytes() - start);
        ByteBuffer bytes = ByteBuffer.wrap(block, 0, length + BlobFile.SUM);
        long at = start + number * BlobFile.SUM;
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw damaged(number, "is cut short");
            }
        }
        if (bytes.getInt(length) != BlobFile.sum(number, block, length)) {
            throw damaged(number, "does not have the checksum that it was stored with");
        }
        loaded = number;
    }

    private DamagedBlobException damaged(long number, String how) {
        return new DamagedBlobException(
                blob.key(), "the block of 64 KiB from byte " + number * BlobFile.BLOCK + " on " + how);
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, left));
        position += skipped;
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
