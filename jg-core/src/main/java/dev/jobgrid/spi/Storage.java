package dev.jobgrid.spi;

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

    /** Credit reservations. */
    Ledger ledger();

    /** Callbacks that are owed. */
    CallbackOutbox callbacks();

    /** Counts of jobs, and what is closed. */
    AdmissionStore admission();

    /** Says whether the store answers. Blocks for at most a few seconds. */
    boolean isReachable();

    /** Lets go of everything that this storage opened itself. May be called twice. */
    @Override
    void close();
}
