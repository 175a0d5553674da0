package dev.jobgrid.internal.plugins;

import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.Blob;
import dev.jobgrid.spi.BlobKey;
import dev.jobgrid.spi.BlobLinks;
import dev.jobgrid.spi.BlobStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The blob store that {@link Plugins#blobStore} describes. Thread-safe if its store is. */
record GuardedBlobStore(Plugin plugin, BlobStore store) implements BlobStore {
    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        Body bytes = new Body(body);
        try {
            return read(() -> put(key, bytes, limitBytes));
        } catch (BodyException e) {
            throw e.refusal;
        }
    }

    private Blob put(BlobKey key, Body bytes, long limitBytes) throws IOException {
        try {
            return store.put(key, bytes, limitBytes);
        } catch (RuntimeException e) {
            if (bytes.refusal == null) {
                throw e;
            }
            throw new BodyException(bytes.refusal);
        }
    }

    /** Whoever hands in the bytes refuses to go on, which is no failure of the store. */
    private static final class BodyException extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient RuntimeException refusal;

        BodyException(RuntimeException refusal) {
            super(refusal);
            this.refusal = refusal;
        }
    }

    /** Remembers what reading the bytes threw. Single-threaded. */
    private static final class Body extends FilterInputStream {
        private @Nullable RuntimeException refusal;

        Body(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (RuntimeException e) {
                refusal = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (RuntimeException e) {
                refusal = e;
                throw e;
            }
        }
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return read(() -> store.open(key, offset, length));
    }

    @Override
    public Optional<Long> size(BlobKey key) throws IOException {
        return read(() -> store.size(key));
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        read(() -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public Page list(String after, int limit) throws IOException {
        return read(() -> store.list(after, limit));
    }

    @Override
    public Optional<DiskSpace> disk() {
        return plugin.call(store::disk);
    }

    @Override
    public Optional<BlobLinks> links() {
        return plugin.call(store::links);
    }

    private <T> T read(Plugin.Reading<T> call) throws IOException {
        try {
            return plugin.read(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted at the blob store");
        }
    }
}
