package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.ApiKeyStore;
import dev.jobgrid.spi.store.ArtifactStore;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.CallbackOutbox;
import dev.jobgrid.spi.store.GridNameStore;
import dev.jobgrid.spi.store.HistoryStore;
import dev.jobgrid.spi.store.InputStore;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.spi.store.TemplateStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores everything in memory, including blobs, for the lifetime of this object: closing it loses nothing, so that a
 * test can build one grid after another on it. Passes the contract suites. Thread-safe.
 */
public final class MemoryStorage implements Storage {
    private final Object jobLock = new Object();
    private final MemoryLedger ledger = new MemoryLedger(jobLock);
    private final MemoryTemplateStore templates = new MemoryTemplateStore();
    private final MemoryCallbackOutbox callbacks = new MemoryCallbackOutbox(jobLock);
    private final MemoryAdmissionStore admission;
    private final MemoryInstanceStore instances;
    private final MemoryHoldStore holds;
    private final MemoryJobStore jobs;
    private final MemoryLogStore logs = new MemoryLogStore();
    private final MemoryInputStore inputs = new MemoryInputStore();
    private final MemoryArtifactStore artifacts = new MemoryArtifactStore();
    private final String id = UUID.randomUUID().toString();
    private final BlobStore blobs;
    private final MemoryApiKeyStore apiKeys = new MemoryApiKeyStore();
    private final MemoryRetentionStore retention;
    private final MemoryGridNameStore gridNames = new MemoryGridNameStore();
    private final MemorySigningKeyStore signingKeys = new MemorySigningKeyStore();
    private final MemoryHistoryStore history = new MemoryHistoryStore();

    /** An empty storage with leases by the system's clock. */
    public MemoryStorage() {
        this(InstantSource.system());
    }

    /** An empty storage with leases by this clock. */
    public MemoryStorage(InstantSource clock) {
        this(clock, new MemoryBlobStore(clock));
    }

    /** As {@link #MemoryStorage(InstantSource)}, with these blobs, which others may use too. */
    public MemoryStorage(InstantSource clock, BlobStore blobs) {
        this.blobs = blobs;
        instances = new MemoryInstanceStore(clock);
        holds = new MemoryHoldStore(jobLock, this::isOver, instances);
        jobs = new MemoryJobStore(jobLock, new MemoryJobStore.Beside(ledger, callbacks, holds, instances));
        admission = new MemoryAdmissionStore(jobLock, jobs);
        retention = new MemoryRetentionStore(
                jobLock,
                new MemoryRetentionStore.Looked(jobs, logs, artifacts, inputs, apiKeys, callbacks, holds),
                clock);
    }

    private boolean isOver(RunKey run) {
        return jobs.find(run.job()).map(Job::isTerminal).orElse(false);
    }

    @Override
    public JobStore jobs() {
        return jobs;
    }

    @Override
    public LogStore logs() {
        return logs;
    }

    @Override
    public InputStore inputs() {
        return inputs;
    }

    @Override
    public ArtifactStore artifacts() {
        return artifacts;
    }

    @Override
    public BlobStore blobs() {
        return blobs;
    }

    @Override
    public ApiKeyStore apiKeys() {
        return apiKeys;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public TemplateStore templates() {
        return templates;
    }

    @Override
    public CallbackOutbox callbacks() {
        return callbacks;
    }

    @Override
    public AdmissionStore admission() {
        return admission;
    }

    @Override
    public InstanceStore instances() {
        return instances;
    }

    @Override
    public AllocationStore holds() {
        return holds;
    }

    @Override
    public GridNameStore gridNames() {
        return gridNames;
    }

    @Override
    public SigningKeyStore signingKeys() {
        return signingKeys;
    }

    @Override
    public RetentionStore retention() {
        return retention;
    }

    @Override
    public Optional<String> id() {
        return Optional.of(id);
    }

    @Override
    public HistoryStore history() {
        return history;
    }

    @Override
    public boolean isReachable() {
        return true;
    }

    @Override
    public void close() {}
}
