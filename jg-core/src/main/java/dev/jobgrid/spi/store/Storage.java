package dev.jobgrid.spi.store;

import dev.jobgrid.monitor.DiskSpace;
import java.util.Optional;

/** Everything a grid keeps, as one thing to open and close. Thread-safe. */
public interface Storage extends AutoCloseable {
    /** Jobs and their events. */
    JobStore jobs();

    /** What jobs print. */
    LogStore logs();

    /** Uploaded files, without their bytes. */
    InputStore inputs();

    /** Files that jobs left, without their bytes. */
    ArtifactStore artifacts();

    /** The bytes of both. */
    BlobStore blobs();

    /** API keys. */
    ApiKeyStore apiKeys();

    /** Credits. */
    Ledger ledger();

    /** Workspaces' own templates. */
    TemplateStore templates();

    /** Callbacks that are owed. */
    CallbackOutbox callbacks();

    /** Counts of jobs, and what is closed. */
    AdmissionStore admission();

    /** The grids that share the store. */
    InstanceStore instances();

    /** Which run holds which devices. */
    AllocationStore holds();

    /** A way to store jobs in a caller's own transaction, if this store has one. */
    default Optional<TransactionalJobs> transactionalJobs() {
        return Optional.empty();
    }

    /** How long jobs ran and waited; keeps nothing unless a storage says otherwise. */
    default HistoryStore history() {
        return HistoryStore.NONE;
    }

    /** What need not be kept; keeps everything unless a storage says otherwise. */
    default RetentionStore retention() {
        return RetentionStore.NONE;
    }

    /**
     * What tells this store from all others, made with it and never changed: at most 64 letters, digits, dots and dashes, as a
     * part of a {@link BlobKey}. A copy of a store has an id of its own as far as the storage can tell. By it the grids on a
     * store find out whether the bytes in {@link #blobs} are theirs; bytes that nothing refers to are swept up only then, and
     * never if there is none.
     */
    default Optional<String> id() {
        return Optional.empty();
    }

    /** The room for all but blobs, if it is a disk that this process sees. Named "data". */
    default Optional<DiskSpace> disk() {
        return Optional.empty();
    }

    /** Says whether the store answers. Blocks on it; the grid waits for three seconds and takes no answer for a no. */
    boolean isReachable();

    /**
     * What keeps the store from reading and writing, if anything does: that it is down, or takes no writes. For people who may be
     * strangers, so it names no address, user or path. Blocks as {@link #isReachable} does.
     */
    default Optional<String> problem() {
        return isReachable() ? Optional.empty() : Optional.of("it does not answer");
    }

    /** Lets go of everything that this storage opened itself. May be called twice. */
    @Override
    void close();
}
