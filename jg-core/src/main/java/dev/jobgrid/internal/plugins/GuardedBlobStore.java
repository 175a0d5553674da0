package dev.jobgrid.internal.plugins;

import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.Blob;
import dev.jobgrid.spi.BlobKey;
import dev.jobgrid.spi.BlobLinks;
import dev.jobgrid.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;

/** The blob store that {@link Plugins#blobStore} describes. Thread-safe if its store is. */
record GuardedBlobStore(Plugin plugin, BlobStore store) implements BlobStore {
    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        return read(() -> store.put(key, body, limitBytes));
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
