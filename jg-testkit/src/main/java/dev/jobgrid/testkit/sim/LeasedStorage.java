package dev.jobgrid.testkit.sim;

import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.ApiKeyStore;
import dev.jobgrid.spi.store.ArtifactStore;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.CallbackOutbox;
import dev.jobgrid.spi.store.GridNameStore;
import dev.jobgrid.spi.store.InputStore;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.spi.store.TemplateStore;
import dev.jobgrid.testkit.storage.BoundedBlobStore;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A storage with leases and retention rounds by a simulation's clock, and a blob store that can be full. Closing it
 * leaves the inner one open.
 */
final class LeasedStorage implements Storage {
    private final Storage inner;
    private final InstanceStore instances;
    private final RetentionStore rounds;
    private final BoundedBlobStore blobs;

    LeasedStorage(Storage inner, InstantSource clock) {
        this.inner = inner;
        this.blobs = new BoundedBlobStore(inner.blobs());
        MemoryStorage timed = new MemoryStorage(clock);
        this.instances = new JoinOrderedInstances(timed.instances());
        this.rounds = timed.retention();
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
        return blobs;
    }

    /** The blobs, which can be made full and free again. */
    BoundedBlobStore refusingBlobs() {
        return blobs;
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
    public AllocationStore holds() {
        return inner.holds();
    }

    @Override
    public GridNameStore gridNames() {
        return inner.gridNames();
    }

    @Override
    public SigningKeyStore signingKeys() {
        return inner.signingKeys();
    }

    @Override
    public RetentionStore retention() {
        RetentionStore stored = inner.retention();
        return new RetentionStore() {
            @Override
            public boolean begin(String round, Duration every) {
                return rounds.begin(round, every);
            }

            @Override
            public Page expired(Query query) {
                return stored.expired(query);
            }

            @Override
            public List<Item> remove(RetentionPart part, Instant before, List<Item> items) {
                return stored.remove(part, before, items);
            }

            @Override
            public Map<Instant, Long> sizes(RetentionPart part) {
                return stored.sizes(part);
            }
        };
    }

    @Override
    public Optional<String> id() {
        return inner.id();
    }

    @Override
    public boolean isReachable() {
        return inner.isReachable();
    }

    @Override
    public Optional<String> problem() {
        return inner.problem();
    }

    @Override
    public void close() {}
}
