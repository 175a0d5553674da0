package dev.jobgrid.spi.store;

import dev.jobgrid.monitor.DiskSpace;
import java.util.Optional;

/** All stores of a grid, opened and closed together. Thread-safe. */
public interface Storage extends AutoCloseable {
    /** Jobs and their events. */
    JobStore jobs();

    /** Logs of jobs. */
    LogStore logs();

    /** Uploaded files, without their bytes. */
    InputStore inputs();

    /** Artifacts, without their bytes. */
    ArtifactStore artifacts();

    /** The bytes of both. */
    BlobStore blobs();

    /** API keys. */
    ApiKeyStore apiKeys();

    /** Credits. */
    Ledger ledger();

    /** Workspaces' own templates. */
    TemplateStore templates();

    /** Callbacks. */
    CallbackOutbox callbacks();

    /** Admission counts, and maintenance. */
    AdmissionStore admission();

    /** The grids that share the store. */
    InstanceStore instances();

    /** Allocations of devices to runs. */
    AllocationStore holds();

    /** The names of those grids, by which engines tell their workloads from those of others. */
    GridNameStore gridNames();

    /** The keys that sign URLs of uploads and downloads. */
    SigningKeyStore signingKeys();

    /** A way to store jobs in a caller's own transaction, if this store has one. */
    default Optional<TransactionalJobs> transactionalJobs() {
        return Optional.empty();
    }

    /** History of runtimes and waits; stores nothing unless a storage overrides it. */
    default HistoryStore history() {
        return HistoryStore.NONE;
    }

    /** Retention; retains everything unless a storage overrides it. */
    default RetentionStore retention() {
        return RetentionStore.NONE;
    }

    /**
     * The unique id of this store, created with it and never changed: at most 64 letters, digits, dots and dashes, as a
     * part of a {@link BlobKey}. A copy of a store gets another id where the storage can detect the copy. Grids use it
     * to check that {@link #blobs} belongs to the store; only then, and never without an id, are unreferenced bytes
     * removed.
     */
    default Optional<String> id() {
        return Optional.empty();
    }

    /** Disk space for all but blobs, if it is a disk that this process sees. Named "data". */
    default Optional<DiskSpace> disk() {
        return Optional.empty();
    }

    /** Whether the store answers. Blocks on it; the grid waits for three seconds and counts no answer as false. */
    boolean isReachable();

    /**
     * The problem that prevents reads or writes, if any: the store is down, or read-only. Public, so it names no
     * address, user or path. Blocks as {@link #isReachable} does.
     */
    default Optional<String> problem() {
        return isReachable() ? Optional.empty() : Optional.of("it does not answer");
    }

    /** Closes everything that this storage opened itself. May be called twice. */
    @Override
    void close();
}
