package dev.jobgrid.http;

import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;

/** Stores everything, and can give back no more than the first bytes of it. */
record FailingBlobs(BlobStore store, int readable) implements BlobStore {
    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        return store.put(key, body, limitBytes);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        try (InputStream whole = store.open(key, offset, length)) {
            return new SequenceInputStream(new ByteArrayInputStream(whole.readNBytes(readable)), new Broken());
        }
    }

    @Override
    public Optional<Long> size(BlobKey key) throws IOException {
        return store.size(key);
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        store.delete(key);
    }

    @Override
    public Page list(String after, int limit) throws IOException {
        return store.list(after, limit);
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk is gone");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("the disk is gone");
        }
    }
}
