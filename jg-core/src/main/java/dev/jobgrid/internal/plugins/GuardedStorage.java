package dev.jobgrid.internal.plugins;

import dev.jobgrid.monitor.DiskSpace;
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
import dev.jobgrid.spi.store.TransactionalJobs;
import java.util.Optional;

/** The storage that {@link GuardedPlugins#storage} describes. Thread-safe. */
record GuardedStorage(Storage storage, BlobStore blobs) implements Storage {
    @Override
    public JobStore jobs() {
        return storage.jobs();
    }

    @Override
    public LogStore logs() {
        return storage.logs();
    }

    @Override
    public InputStore inputs() {
        return storage.inputs();
    }

    @Override
    public ArtifactStore artifacts() {
        return storage.artifacts();
    }

    @Override
    public ApiKeyStore apiKeys() {
        return storage.apiKeys();
    }

    @Override
    public Ledger ledger() {
        return storage.ledger();
    }

    @Override
    public TemplateStore templates() {
        return storage.templates();
    }

    @Override
    public CallbackOutbox callbacks() {
        return storage.callbacks();
    }

    @Override
    public AdmissionStore admission() {
        return storage.admission();
    }

    @Override
    public InstanceStore instances() {
        return storage.instances();
    }

    @Override
    public AllocationStore holds() {
        return storage.holds();
    }

    @Override
    public GridNameStore gridNames() {
        return storage.gridNames();
    }

    @Override
    public SigningKeyStore signingKeys() {
        return storage.signingKeys();
    }

    @Override
    public Optional<TransactionalJobs> transactionalJobs() {
        return storage.transactionalJobs();
    }

    @Override
    public HistoryStore history() {
        return storage.history();
    }

    @Override
    public RetentionStore retention() {
        return storage.retention();
    }

    @Override
    public Optional<String> id() {
        return storage.id();
    }

    @Override
    public Optional<DiskSpace> disk() {
        return storage.disk();
    }

    @Override
    public boolean isReachable() {
        return storage.isReachable();
    }

    @Override
    public Optional<String> problem() {
        return storage.problem();
    }

    @Override
    public void close() {
        storage.close();
    }
}
