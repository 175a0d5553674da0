package dev.jobgrid.testkit.storage;

import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobLinks;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.spi.store.Storage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A blob store that refuses blobs above a bound, like one with a full disk or quota. Everything else works.
 * Thread-safe.
 */
public final class BoundedBlobStore implements BlobStore {
    private final BlobStore inner;
    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong refused = new AtomicLong();

    /** A blob store without a bound. */
    public BoundedBlobStore(BlobStore inner) {
        this.inner = inner;
    }

    /** Refuses blobs of more bytes from now on; 0 refuses all that have any. */
    public void refuseBeyond(long bytes) {
        room.set(bytes);
    }

    /** Removes the bound. */
    public void takeAll() {
        room.set(Long.MAX_VALUE);
    }

    /** Whether it refuses any. */
    public boolean isRefusing() {
        return room.get() != Long.MAX_VALUE;
    }

    /** The number of refused blobs. */
    public long refused() {
        return refused.get();
    }

    /** The same storage with these blobs. */
    public Storage in(Storage storage) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (self, method, args) -> {
                    if (method.getName().equals("blobs")) {
                        return this;
                    }
                    try {
                        return method.invoke(storage, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        long max = room.get();
        if (max == Long.MAX_VALUE) {
            return inner.put(key, body, limitBytes);
        }
        byte[] bytes = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, max + 1));
        if (bytes.length > max) {
            refused.incrementAndGet();
            throw new BlobStoreFullException("simulated: there is no room for more than " + max + " bytes");
        }
        return inner.put(key, new ByteArrayInputStream(bytes), limitBytes);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return inner.open(key, offset, length);
    }

    @Override
    public Optional<Long> size(BlobKey key) throws IOException {
        return inner.size(key);
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        inner.delete(key);
    }

    @Override
    public Page list(String after, int limit) throws IOException {
        return inner.list(after, limit);
    }

    @Override
    public Optional<BlobLinks> links() {
        return inner.links();
    }
}
