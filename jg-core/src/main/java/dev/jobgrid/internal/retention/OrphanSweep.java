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
 * Removes orphaned blobs, a page per step: a first pass over all blobs counts, a second one removes. Young blobs are
 * kept, since their row may follow. Removes none if the blobs may be another store's, or if suspiciously many are
 * orphaned; the report gives the reason. Single-threaded.
 */
final class OrphanSweep {
    /** The extent of a sweep. */
    enum Extent {
        /** None: only counted. */
        PREVIEW,
        /** Unless suspiciously many are orphaned. */
        BOUNDED,
        /** All orphaned blobs. */
        ALL
    }

    private static final int PAGE = 200;

    /** This many may be removed whatever their share of all. */
    private static final long ALWAYS_REMOVABLE = 100;

    private static final String REMEDY =
            "give each store its own folder, bucket or prefix; if every blob is this store's or orphaned, run"
                    + " ./jg retention --adopt-blobs (Retention.adoptBlobs)";

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
     * @param now the trusted time
     * @param before only blobs stored before
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

    /** Processes one page. */
    void step() {
        try {
            switch (phase) {
                case BEGIN -> begin();
                case COUNT -> count();
                case REMOVE -> remove();
                case OVER -> throw new IllegalStateException("the sweep has ended");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("sweeping blobs failed", e);
        }
    }

    private void begin() throws IOException {
        marker = storage.id().map(id -> new StoreMarker(storage.blobs(), id));
        if (marker.isEmpty()) {
            leave("the storage has no id to identify the owner of blobs; implement Storage.id");
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
        } else if (extent != Extent.ALL && orphans.count() > max()) {
            leave(orphans.count() + " of " + all
                    + " blobs are orphaned, which is suspiciously many; check that the database is the right one"
                    + " and complete, and if it is, " + REMEDY);
        } else if (extent == Extent.PREVIEW) {
            removed = orphans;
            phase = Phase.OVER;
        } else {
            after = "";
            phase = orphans.count() == 0 ? Phase.OVER : Phase.REMOVE;
        }
    }

    private long max() {
        return Math.max(ALWAYS_REMOVABLE, all / 2);
    }

    /** Blobs stored before this is settled are never swept, so this sweep removes none. */
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
            leave("the marker blob could not be stored (" + e.getMessage() + "); let the grid write to the blob store");
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
                if (extent != Extent.ALL && removed.count() >= max()) {
                    phase = Phase.OVER; // the next sweep removes the rest, unless too many are orphaned
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
        leave("another store uses this blob store too, by its marker " + theirs.value() + ", and its blobs cannot"
                + " be distinguished from orphaned ones; " + REMEDY);
    }

    private void leave(String why) {
        report = report.withNotRemovedReason("orphaned blobs were not removed: " + why);
        phase = Phase.OVER;
    }
}
