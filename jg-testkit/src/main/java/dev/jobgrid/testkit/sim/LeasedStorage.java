package dev.jobgrid.testkit.sim;

import dev.jobgrid.spi.AdmissionStore;
import dev.jobgrid.spi.ApiKeyStore;
import dev.jobgrid.spi.ArtifactStore;
import dev.jobgrid.spi.BlobStore;
import dev.jobgrid.spi.CallbackOutbox;
import dev.jobgrid.spi.HoldStore;
import dev.jobgrid.spi.InputStore;
import dev.jobgrid.spi.InstanceStore;
import dev.jobgrid.spi.JobStore;
import dev.jobgrid.spi.Ledger;
import dev.jobgrid.spi.LogStore;
import dev.jobgrid.spi.Storage;
import dev.jobgrid.spi.TemplateStore;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.InstantSource;

/** A storage whose leases run by a simulation's clock. Closing it leaves the inner one open. */
final class LeasedStorage implements Storage {
    private final Storage inner;
    private final InstanceStore instances;

    LeasedStorage(Storage inner, InstantSource clock) {
        this.inner = inner;
        this.instances = new MemoryStorage(clock).instances();
    }

    @Override
    public InstanceStore instances() {
        return instances;
    }

    @Override
    public JobStore jobs() {
        return inner.jobs();
    }

    @Override
    public LogStore logs() {
        return inner.logs();
    }

    @Override
    public InputStore inputs() {
        return inner.inputs();
    }

    @Override
    public ArtifactStore artifacts() {
        return inner.artifacts();
    }

    @Override
    public BlobStore blobs() {
        return inner.blobs();
    }

    @Override
    public AdmissionStore admission() {
        return inner.admission();
    }

    @Override
    public ApiKeyStore apiKeys() {
        return inner.apiKeys();
    }

    @Override
    public Ledger ledger() {
        return inner.ledger();
    }

    @Override
    public TemplateStore templates() {
        return inner.templates();
    }

    @Override
    public CallbackOutbox callbacks() {
        return inner.callbacks();
    }

    @Override
    public HoldStore holds() {
        return inner.holds();
    }

    @Override
    public boolean isReachable() {
        return inner.isReachable();
    }

    @Override
    public void close() {}
}
