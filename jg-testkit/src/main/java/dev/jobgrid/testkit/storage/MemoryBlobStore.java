package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.BlobTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Bytes by key. Unlike a real store it holds blobs in memory: it is for tests. Thread-safe. */
final class MemoryBlobStore implements BlobStore {
    private static final int BUFFER = 8192;

    private final Map<BlobKey, Stored> blobs = new ConcurrentHashMap<>();
    private final InstantSource clock;

    MemoryBlobStore(InstantSource clock) {
        this.clock = clock;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(byte[] bytes, Instant at) {}

    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        byte[] bytes = read(body, limitBytes);
        blobs.put(key, new Stored(bytes, clock.instant()));
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
        Stored stored = blobs.get(key);
        if (stored == null) {
            throw new NoSuchFileException(key.value());
        }
        byte[] bytes = stored.bytes();
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, from, (int) Math.min(length, bytes.length - from));
    }

    @Override
    public Optional<Long> size(BlobKey key) {
        return Optional.ofNullable(blobs.get(key)).map(stored -> (long) stored.bytes().length);
    }

    @Override
    public void delete(BlobKey key) {
        blobs.remove(key);
    }

    @Override
    public Page list(String after, int limit) {
        List<Listed> listed = blobs.entrySet().stream()
                .filter(entry -> entry.getKey().value().compareTo(after) > 0)
                .sorted(Comparator.comparing(entry -> entry.getKey().value()))
                .limit(limit)
                .map(entry -> new Listed(
                        entry.getKey(),
                        entry.getValue().bytes().length,
                        entry.getValue().at()))
                .toList();
        return new Page(
                listed,
                listed.size() < limit
                        ? Optional.empty()
                        : Optional.of(listed.get(limit - 1).key().value()));
    }
}
