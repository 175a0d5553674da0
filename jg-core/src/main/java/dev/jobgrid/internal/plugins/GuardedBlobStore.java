package dev.jobgrid.internal.plugins;

import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobLinks;
import dev.jobgrid.spi.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;

/** The blob store that {@link GuardedPlugins#storage} describes. Thread-safe if its store is. */
record GuardedBlobStore(PluginGuard plugin, BlobStore store, Waits waits) implements BlobStore {
    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        PendingCall call = plugin.called("put", waits.work());
        TurnStream bytes = TurnStream.ofGrid(body, call);
        try {
            return uninterrupted(() -> plugin.read(call, () -> put(key, bytes, limitBytes)));
        } catch (BodyException e) {
            throw e.refusal;
        }
    }

    private Blob put(BlobKey key, TurnStream bytes, long limitBytes) throws IOException {
        try {
            return store.put(key, bytes, limitBytes);
        } catch (RuntimeException e) {
            throw bytes.failure().<IOException>map(BodyException::new).orElseThrow(() -> e);
        }
    }

    /** The source of the bytes refuses to continue, which is not a failure of the store. */
    private static final class BodyException extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient RuntimeException refusal;

        BodyException(RuntimeException refusal) {
            super(refusal);
            this.refusal = refusal;
        }
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return read("open", () -> store.open(key, offset, length));
    }

    @Override
    public Optional<Long> size(BlobKey key) throws IOException {
        return read("size", () -> store.size(key));
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        read("delete", () -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public Page list(String after, int limit) throws IOException {
        return read("list", () -> store.list(after, limit));
    }

    @Override
    public Optional<DiskSpace> disk() {
        return plugin.call("disk", waits.answer(), store::disk);
    }

    @Override
    public Optional<BlobLinks> links() {
        return plugin.call("links", waits.answer(), store::links);
    }

    private <T> T read(String operation, PluginGuard.Call<T> call) throws IOException {
        return uninterrupted(() -> plugin.read(operation, waits.answer(), call));
    }

    /** Calls from a port that cannot be interrupted. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException, InterruptedException;
    }

    private static <T> T uninterrupted(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted at the blob store");
        }
    }
}
