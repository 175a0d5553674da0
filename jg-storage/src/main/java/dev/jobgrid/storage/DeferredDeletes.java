package dev.jobgrid.storage;

import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobLinks;
import dev.jobgrid.spi.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Blobs that are deleted later while a backup copies them: rows go first and their bytes after, and a backup has rows of
 * before. What a killed process did not delete is orphaned, and swept as such. Thread-safe.
 */
final class DeferredDeletes implements BlobStore {
    private static final System.Logger LOG = System.getLogger(DeferredDeletes.class.getName());

    private final BlobStore blobs;
    private final Object lock = new Object();
    private final Set<BlobKey> deferred = new LinkedHashSet<>();
    private int holds;

    DeferredDeletes(BlobStore blobs) {
        this.blobs = blobs;
    }

    BlobStore blobs() {
        return blobs;
    }

    /** Defers deletes until {@link #release}. */
    void hold() {
        synchronized (lock) {
            holds++;
        }
    }

    /** Ends a hold; the last one deletes what was deferred. */
    void release() {
        synchronized (lock) {
            holds--;
        }
        boolean isMore = true;
        while (isMore) {
            isMore = isNextDeleted();
        }
    }

    /** Deletes one deferred blob, if there is one; under the lock, so that it is not one that is put again meanwhile. */
    private boolean isNextDeleted() {
        synchronized (lock) {
            Iterator<BlobKey> next = deferred.iterator();
            if (holds > 0 || !next.hasNext()) {
                return false;
            }
            BlobKey key = next.next();
            next.remove();
            try {
                blobs.delete(key);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "the blob " + key.value() + " is orphaned: not deleted", e);
            }
            return true;
        }
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        synchronized (lock) {
            if (holds > 0) {
                deferred.add(key);
                return;
            }
        }
        blobs.delete(key);
    }

    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        synchronized (lock) {
            deferred.remove(key);
        }
        return blobs.put(key, body, limitBytes);
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        return blobs.open(key, offset, length);
    }

    @Override
    public Optional<Long> size(BlobKey key) throws IOException {
        return blobs.size(key);
    }

    @Override
    public Page list(String after, int limit) throws IOException {
        return blobs.list(after, limit);
    }

    @Override
    public Optional<DiskSpace> disk() {
        return blobs.disk();
    }

    @Override
    public Optional<BlobLinks> links() {
        return blobs.links();
    }
}
