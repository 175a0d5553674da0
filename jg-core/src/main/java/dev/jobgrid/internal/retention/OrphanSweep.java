package dev.jobgrid.internal.retention;

import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionReport.Amount;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Removes the blobs that nothing refers to, a page a step: goes once through all of them to count, and a second time to
 * remove. Young ones are left alone, since their row may still come. Removes none if the blobs may be another store's, and
 * none if there are suspiciously many; the report says why. Single-threaded.
 */
final class OrphanSweep {
    /** What is removed by a sweep. */
    enum Extent {
        /** None: only counted. */
        PREVIEW,
        /** As long as they are no suspiciously large part. */
        BOUNDED,
        /** However many. */
        ALL
    }

    private static final int PAGE = 200;

    /** So many may go whatever their share of all. */
    private static final long ALWAYS_REMOVABLE = 100;

    private static final String REMEDY =
            "give each store a folder, bucket or prefix of its own; or, if all of these blobs"
                    + " are this store's or nobody's any more, say so by Retention.adoptBlobs (./jg retention --adopt-blobs)";

    private final Storage storage;
    private final BlobOwners owners;
    private final Instant now;
    private final Instant before;
    private final Extent extent;
    private Optional<StoreMarker> marker = Optional.empty();
    private Optional<Instant> since = Optional.empty();
    private Phase phase = Phase.BEGIN;
    private String after = "";
    private Optional<BlobKey> other = Optional.empty();
    private long all;
    private long known;
    private Amount orphans = Amount.NONE;
    private Amount removed = Amount.NONE;
    private RetentionReport report = RetentionReport.NOTHING;

    private enum Phase {
        BEGIN,
        COUNT,
        REMOVE,
        OVER
    }

    /**
     * A sweep that has not begun.
     *
     * @param now what time it is held to be
     * @param before only what was stored before
     */
    OrphanSweep(Storage storage, Instant now, Instant before, Extent extent) {
        this.storage = storage;
        this.owners = new BlobOwners(storage);
        this.now = now;
        this.before = before;
        this.extent = extent;
    }

    RetentionReport report() {
        return report.plus(RetentionPart.ORPHANED_BLOBS, removed);
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Looks at one page. */
    void step() {
        try {
            switch (phase) {
                case BEGIN -> begin();
                case COUNT -> count();
                case REMOVE -> remove();
                case OVER -> throw new IllegalStateException("the sweep is over");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("sweeping up blobs failed", e);
        }
    }

    private void begin() throws IOException {
        marker = storage.id().map(id -> new StoreMarker(storage.blobs(), id));
        if (marker.isEmpty()) {
            leave("the storage has no id by which to tell whose they are; let Storage.id give one");
            return;
        }
        since = marker.get().since();
        phase = Phase.COUNT;
    }

    private void count() throws IOException {
        BlobStore.Page page = storage.blobs().list(after, PAGE);
        for (BlobStore.Listed blob : page.blobs()) {
            if (isOther(blob.key())) {
                other = Optional.of(blob.key());
            } else if (BlobOwners.isOfGrids(blob.key())) {
                count(blob);
            }
        }
        if (page.next().isPresent()) {
            after = page.next().get();
        } else {
            decide();
        }
    }

    private void count(BlobStore.Listed blob) {
        all++;
        if (since.isEmpty()) {
            known += owners.isKnown(blob.key()) ? 1 : 0;
        } else if (isOrphan(blob)) {
            orphans = orphans.plus(new Amount(1, blob.sizeBytes()));
        }
    }

    private boolean isOther(BlobKey key) {
        return marker.filter(own -> own.isOther(key)).isPresent();
    }

    private boolean isOrphan(BlobStore.Listed blob) {
        return blob.stored().isBefore(before)
                && since.filter(from -> !blob.stored().isBefore(from)).isPresent()
                && !owners.isKept(blob.key(), before);
    }

    private void decide() {
        if (other.isPresent()) {
            leaveToOther(other.get());
        } else if (since.isEmpty()) {
            settle();
        } else if (extent != Extent.ALL && orphans.count() > most()) {
            leave(orphans.count() + " of " + all
                    + " are referred to by nothing, which is suspiciously many; look whether"
                    + " the database is the right one and whole, and if it is, " + REMEDY);
        } else if (extent == Extent.PREVIEW) {
            removed = orphans;
            phase = Phase.OVER;
        } else {
            after = "";
            phase = orphans.count() == 0 ? Phase.OVER : Phase.REMOVE;
        }
    }

    private long most() {
        return Math.max(ALWAYS_REMOVABLE, all / 2);
    }

    /** Blobs that were there before this is settled are never swept up, and so this sweep removes none. */
    private void settle() {
        if (known < all - all / 10) {
            leave("no job or input of this store is known for " + (all - known) + " of " + all + "; " + REMEDY);
            return;
        }
        phase = Phase.OVER;
        if (extent == Extent.PREVIEW) {
            return;
        }
        try {
            marker.orElseThrow().settle(all == 0 ? Instant.EPOCH : now);
        } catch (IOException e) {
            leave("the blob that says whose they are could not be stored (" + e.getMessage()
                    + "); let the grid write to the blob store");
        }
    }

    private void remove() throws IOException {
        BlobStore.Page page = storage.blobs().list(after, PAGE);
        for (BlobStore.Listed blob : page.blobs()) {
            if (isOther(blob.key())) {
                leaveToOther(blob.key());
                return;
            }
            if (BlobOwners.isOfGrids(blob.key()) && isOrphan(blob)) {
                if (extent != Extent.ALL && removed.count() >= most()) {
                    phase = Phase.OVER; // the rest goes by the next sweep, if that too finds it to be no large part
                    return;
                }
                storage.blobs().delete(blob.key());
                removed = removed.plus(new Amount(1, blob.sizeBytes()));
            }
        }
        if (page.next().isPresent()) {
            after = page.next().get();
        } else {
            phase = Phase.OVER;
        }
    }

    private void leaveToOther(BlobKey theirs) {
        leave("another store uses this blob store too, as its blob " + theirs.value()
                + " says, and its blobs cannot be told from leftovers; " + REMEDY);
    }

    private void leave(String why) {
        report = report.leaving("blobs that nothing refers to are left where they are: " + why);
        phase = Phase.OVER;
    }
}
