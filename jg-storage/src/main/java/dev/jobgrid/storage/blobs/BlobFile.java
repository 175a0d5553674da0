package dev.jobgrid.storage.blobs;

import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobTooLargeException;
import dev.jobgrid.spi.store.DamagedBlobException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file format of a blob: blocks of 64 KiB, each followed by its checksum, and at the end the blob's key, size and
 * SHA-256, with their own checksum. So a read of any part is verified at the cost of at most one block at either end,
 * and a file identifies itself. A block's checksum covers its number, so that misplaced blocks are detected too.
 *
 * @param key the key of the blob
 * @param blob its size and hash
 * @param fileBytes the size of the file
 */
record BlobFile(BlobKey key, Blob blob, long fileBytes) {
    static final int BLOCK = 64 * 1024;
    static final int SUM = Integer.BYTES;

    private static final int MAGIC = 0x4a47_4231; // JGB1
    private static final int SHA256 = 32;
    /** Magic, size, SHA-256, length of the key; then the key, the checksum, and the length of this footer. */
    private static final int FIXED = Integer.BYTES + Long.BYTES + SHA256 + Integer.BYTES;

    private static final int MAX_END = FIXED + 512 + SUM + Integer.BYTES;

    /** Writes bytes in the format of a blob file. */
    @FunctionalInterface
    interface Output {
        void write(ByteBuffer bytes) throws IOException;
    }

    /** Writes all bytes of a stream. */
    static BlobFile write(BlobKey key, InputStream body, long limitBytes, Output output) throws IOException {
        MessageDigest sha256 = FolderBlobStore.sha256();
        byte[] block = new byte[BLOCK + SUM];
        long size = 0;
        long written = 0;
        for (int length = fill(body, block); length > 0; length = fill(body, block)) {
            if (length > limitBytes - size) {
                throw new BlobTooLargeException(limitBytes);
            }
            sha256.update(block, 0, length);
            ByteBuffer bytes = ByteBuffer.wrap(block, 0, length + SUM);
            bytes.putInt(length, sum(size / BLOCK, block, length));
            output.write(bytes);
            size += length;
            written += length + SUM;
        }
        byte[] digest = sha256.digest();
        ByteBuffer end = end(key, size, digest);
        written += end.remaining();
        output.write(end);
        return new BlobFile(key, new Blob(size, HexFormat.of().formatHex(digest)), written);
    }

    private static int fill(InputStream body, byte[] block) throws IOException {
        int length = 0;
        while (length < BLOCK) {
            int count = body.read(block, length, BLOCK - length);
            if (count < 0) {
                break;
            }
            length += count;
        }
        return length;
    }

    private static ByteBuffer end(BlobKey key, long size, byte[] sha256) {
        byte[] name = key.value().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer end = ByteBuffer.allocate(FIXED + name.length + SUM + Integer.BYTES);
        end.putInt(MAGIC).putLong(size).put(sha256).putInt(name.length).put(name);
        end.putInt(sum(size, end.array(), end.position()));
        end.putInt(end.capacity());
        return end.flip();
    }

    /** The checksum of a block. */
    static int sum(long number, byte[] bytes, int length) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        sum.update(bytes, 0, length);
        return (int) sum.getValue();
    }

    /**
     * Reads the footer of a file.
     *
     * @param expected the expected key
     */
    static BlobFile read(BlobKey expected, FileChannel file) throws IOException {
        BlobFile found = read(file);
        if (found == null) {
            throw new DamagedBlobException(expected, "their file has no whole end");
        }
        if (!found.key.equals(expected)) {
            throw new DamagedBlobException(expected, "their file holds those of " + found.key.value());
        }
        return found;
    }

    /** Reads the footer of a file; null if that cannot be read. */
    static @Nullable BlobFile read(FileChannel file) throws IOException {
        long fileBytes = file.size();
        byte[] tail = new byte[(int) Math.min(fileBytes, MAX_END)];
        ByteBuffer bytes = ByteBuffer.wrap(tail);
        while (bytes.hasRemaining() && file.read(bytes, fileBytes - bytes.remaining()) >= 0) {
            // reads on
        }
        if (tail.length < FIXED + SUM + Integer.BYTES) {
            return null;
        }
        int length = bytes.getInt(tail.length - Integer.BYTES);
        if (length < FIXED + SUM + Integer.BYTES || length > tail.length) {
            return null;
        }
        return parsed(Arrays.copyOfRange(tail, tail.length - length, tail.length), fileBytes);
    }

    private static @Nullable BlobFile parsed(byte[] end, long fileBytes) {
        ByteBuffer in = ByteBuffer.wrap(end);
        int magic = in.getInt();
        long size = in.getLong();
        byte[] sha256 = new byte[SHA256];
        in.get(sha256);
        int name = in.getInt();
        if (magic != MAGIC || size < 0 || name != end.length - FIXED - SUM - Integer.BYTES) {
            return null;
        }
        int summed = FIXED + name;
        long blocks = (size + BLOCK - 1) / BLOCK;
        if (in.getInt(summed) != sum(size, end, summed) || fileBytes != size + blocks * SUM + end.length) {
            return null;
        }
        BlobKey key = new BlobKey(new String(end, FIXED, name, StandardCharsets.US_ASCII));
        return new BlobFile(key, new Blob(size, HexFormat.of().formatHex(sha256)), fileBytes);
    }
}
