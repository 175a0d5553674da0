package dev.jobgrid.internal.retention;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.internal.collect.ArtifactCollector;
import dev.jobgrid.internal.inputs.BlobKeys;
import dev.jobgrid.job.Job;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionReport.Amount;
import dev.jobgrid.spi.BlobKey;
import dev.jobgrid.spi.BlobStore;
import dev.jobgrid.spi.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Goes once through all blobs and removes those that nothing refers to, a page a step. Bytes are stored before the row that
 * refers to them, so that young ones are left alone. Of a job that is not over none goes: it may be collected from again,
 * under the same keys. Single-threaded.
 */
final class OrphanSweep {
    private static final int PAGE = 200;

    private final Storage storage;
    private final Instant before;
    private final boolean removes;
    private Optional<String> after = Optional.of("");
    private RetentionReport report = RetentionReport.NOTHING;

    /**
     * A sweep that has not begun.
     *
     * @param before only what was stored before
     * @param removes whether anything is removed, or only counted
     */
    OrphanSweep(Storage storage, Instant before, boolean removes) {
        this.storage = storage;
        this.before = before;
        this.removes = removes;
    }

    RetentionReport report() {
        return report;
    }

    boolean isOver() {
        return after.isEmpty();
    }

    /** Looks at one page. */
    void step() {
        try {
            BlobStore.Page page = storage.blobs().list(after.orElseThrow(), PAGE);
            for (BlobStore.Listed blob : page.blobs()) {
                look(blob);
            }
            after = page.next();
        } catch (IOException e) {
            throw new UncheckedIOException("sweeping up blobs failed", e);
        }
    }

    private void look(BlobStore.Listed blob) throws IOException {
        if (!blob.stored().isBefore(before) || isKept(blob.key())) {
            return;
        }
        if (removes) {
            storage.blobs().delete(blob.key());
        }
        report = report.plus(RetentionPart.ORPHANED_BLOBS, new Amount(1, blob.sizeBytes()));
    }

    private boolean isKept(BlobKey key) {
        String[] parts = key.value().split("/");
        return switch (parts[0]) {
            case "inputs" -> isInput(key, parts);
            case "artifacts" -> isArtifact(key, parts);
            case BlobKeys.STAGED -> false;
            default -> true; // not ours to judge
        };
    }

    private boolean isInput(BlobKey key, String[] parts) {
        if (parts.length != 4) {
            return true;
        }
        return storage.inputs()
                .find(new WorkspaceId(parts[1]), new InputId(parts[2]))
                .flatMap(JobInput::content)
                .filter(content -> content.blob().equals(key.value()))
                .isPresent();
    }

    private boolean isArtifact(BlobKey key, String[] parts) {
        if (parts.length != 4 && parts.length != 5) {
            return true;
        }
        JobRef ref = new JobRef(new WorkspaceId(parts[1]), new JobId(parts[2]));
        Optional<Job> job = storage.jobs().find(ref);
        if (job.isEmpty()) {
            return false;
        }
        ArtifactId id = new ArtifactId(parts[parts.length - 1]);
        Optional<Artifact> artifact = storage.artifacts().find(ref, id);
        return !job.get().isTerminal()
                || artifact.filter(found ->
                                ArtifactCollector.key(ref, found.attempt(), id).equals(key))
                        .isPresent()
                || !job.get().state().times().updated().isBefore(before);
    }
}
