package dev.jobgrid.http;

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
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.spi.store.TemplateStore;
import java.util.Optional;

/** A storage that keeps bytes elsewhere. */
record WithBlobs(Storage rest, BlobStore blobs) implements Storage {
    @Override
    public JobStore jobs() {
        return rest.jobs();
    }

    @Override
    public LogStore logs() {
        return rest.logs();
    }

    @Override
    public InputStore inputs() {
        return rest.inputs();
    }

    @Override
    public ArtifactStore artifacts() {
        return rest.artifacts();
    }

    @Override
    public ApiKeyStore apiKeys() {
        return rest.apiKeys();
    }

    @Override
    public Optional<String> id() {
        return rest.id();
    }

    @Override
    public Ledger ledger() {
        return rest.ledger();
    }

    @Override
    public TemplateStore templates() {
        return rest.templates();
    }

    @Override
    public CallbackOutbox callbacks() {
        return rest.callbacks();
    }

    @Override
    public AdmissionStore admission() {
        return rest.admission();
    }

    @Override
    public InstanceStore instances() {
        return rest.instances();
    }

    @Override
    public AllocationStore holds() {
        return rest.holds();
    }

    @Override
    public GridNameStore gridNames() {
        return rest.gridNames();
    }

    @Override
    public SigningKeyStore signingKeys() {
        return rest.signingKeys();
    }

    @Override
    public HistoryStore history() {
        return rest.history();
    }

    @Override
    public boolean isReachable() {
        return rest.isReachable();
    }

    @Override
    public void close() {
        rest.close();
    }
}
