package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.Blob;
import dev.jobgrid.spi.BlobKey;
import dev.jobgrid.spi.BlobStore;
import dev.jobgrid.spi.BlobTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Bytes by key. Unlike a real store it holds blobs in memory: it is for tests. Thread-safe. */
final class MemoryBlobStore implements BlobStore {
    private static final int BUFFER = 8192;

    private final Map<BlobKey, byte[]> blobs = new ConcurrentHashMap<>();

    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        byte[] bytes = read(body, limitBytes);
        blobs.put(key, bytes);
        return new Blob(bytes.length, sha256(bytes));
    }

    private static byte[] read(InputStream body, long limitBytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            bytes.write(buffer, 0, n);
            if (bytes.size() > limitBytes) {
                throw new BlobTooLargeException(limitBytes);
            }
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        byte[] bytes = blobs.get(key);
        if (bytes == null) {
            throw new NoSuchFileException(key.value());
        }
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, from, (int) Math.min(length, bytes.length - from));
    }

    @Override
    public Optional<Long> size(BlobKey key) {
        return Optional.ofNullable(blobs.get(key)).map(bytes -> (long) bytes.length);
    }

    @Override
    public void delete(BlobKey key) {
        blobs.remove(key);
    }
}
