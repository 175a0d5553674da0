package dev.jobgrid.internal.retention;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.internal.blobs.BlobKeys;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.Storage;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the owner of a blob by a store's rows. Bytes are stored before the row that refers to them. Blobs of an
 * unfinished job are never removed: it may be collected again, under the same keys. Thread-safe.
 */
record BlobOwners(Storage storage) {
    private static final Pattern FORM = Pattern.compile("(inputs/ID/ID/[^/]+|artifacts/ID/ID/([^/]+/)?ID|STAGED/ID/ID)"
            .replace("STAGED", BlobKeys.STAGED)
            .replace("ID", "[A-Za-z0-9][A-Za-z0-9._-]{0,63}"));

    /** Whether a key has a form that only grids use; other blobs are not touched. */
    static boolean isOfGrids(BlobKey key) {
        return FORM.matcher(key.value()).matches();
    }

    /** Whether the store knows the job or input of a grid's blob, whether or not that still refers to it. */
    boolean isKnown(BlobKey key) {
        String[] parts = key.value().split("/");
        return parts[0].equals("artifacts")
                ? storage.jobs().find(job(parts)).isPresent()
                : storage.inputs().find(workspace(parts), new InputId(parts[2])).isPresent();
    }

    /**
     * Whether a grid's blob must be retained.
     *
     * @param before jobs that changed since may be about to refer to it
     */
    boolean isKept(BlobKey key, Instant before) {
        String[] parts = key.value().split("/");
        return switch (parts[0]) {
            case "inputs" -> isInput(key, parts);
            case "artifacts" -> isArtifact(key, parts, before);
            default -> false;
        };
    }

    private boolean isInput(BlobKey key, String[] parts) {
        return storage.inputs()
                .find(workspace(parts), new InputId(parts[2]))
                .flatMap(JobInput::content)
                .filter(content -> content.blob().equals(key.value()))
                .isPresent();
    }

    private boolean isArtifact(BlobKey key, String[] parts, Instant before) {
        JobRef ref = job(parts);
        Optional<Job> job = storage.jobs().find(ref);
        if (job.isEmpty()) {
            return false;
        }
        ArtifactId id = new ArtifactId(parts[parts.length - 1]);
        Optional<Artifact> artifact = storage.artifacts().find(ref, id);
        return !job.get().isTerminal()
                || artifact.filter(found ->
                                BlobKey.ofArtifact(ref, found.attempt(), id).equals(key))
                        .isPresent()
                || !job.get().state().times().updated().isBefore(before);
    }

    private static WorkspaceId workspace(String[] parts) {
        return new WorkspaceId(parts[1]);
    }

    private static JobRef job(String[] parts) {
        return new JobRef(workspace(parts), new JobId(parts[2]));
    }
}
