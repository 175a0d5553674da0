package dev.jobgrid.internal.collect;

import dev.jobgrid.GridSettings;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactPath;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.ArtifactStore;
import dev.jobgrid.spi.Blob;
import dev.jobgrid.spi.BlobKey;
import dev.jobgrid.spi.BlobStore;
import dev.jobgrid.spi.BlobTooLargeException;
import dev.jobgrid.spi.Run;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stores the files that runs leave. An artifact's id follows from its job and path, so collecting again after a crash
 * replaces what was stored instead of adding to it. Thread-safe.
 */
public final class ArtifactCollector {
    private static final int BATCH = 500;

    private final ArtifactStore artifacts;
    private final BlobStore blobs;
    private final GridSettings.Limits limits;
    private final InstantSource clock;

    /** A collector into these stores. */
    public ArtifactCollector(
            ArtifactStore artifacts, BlobStore blobs, GridSettings.Limits limits, InstantSource clock) {
        this.artifacts = artifacts;
        this.blobs = blobs;
        this.limits = limits;
        this.clock = clock;
    }

    /** Where an artifact's bytes lie: those of each run for themselves, so that a late one writes over no other's. */
    public static BlobKey key(JobRef job, int attempt, ArtifactId id) {
        // 0: stored before artifacts knew their attempt.
        String run = attempt == 0 ? "" : attempt + "/";
        return new BlobKey("artifacts/" + job.workspace() + "/" + job.id() + "/" + run + id);
    }

    /**
     * Stores all files that the run left, and says which expected ones are not among them.
     *
     * @param onFirst called before the first file is stored, if there is one
     * @throws ArtifactLimitException if there are more or larger files than allowed; those stored before stay
     * @throws IOException if a file cannot be stored; those stored before stay
     */
    public Collected collect(Job job, Run run, Runnable onFirst) throws IOException {
        Collection collection = new Collection(run.key(), onFirst);
        try {
            run.collect(collection::take);
        } finally {
            collection.flush();
        }
        return new Collected(collection.files, collection.bytes, missing(job, run.key()));
    }

    private List<String> missing(Job job, RunKey run) {
        List<String> expected = job.spec().files().expectedArtifacts();
        if (expected.isEmpty()) {
            return expected;
        }
        Set<String> there = artifacts.list(job.ref()).stream()
                .filter(artifact -> artifact.attempt() == run.attempt())
                .map(Artifact::path)
                .collect(Collectors.toSet());
        return expected.stream()
                .filter(path -> !there.contains(ArtifactPath.normalize(path).relative()))
                .toList();
    }

    /** The files of one run. Single-threaded. */
    private final class Collection {
        private final RunKey run;
        private final Runnable onFirst;
        private final List<Artifact> batch = new ArrayList<>();
        private int files;
        private long bytes;

        private Collection(RunKey run, Runnable onFirst) {
            this.run = run;
            this.onFirst = onFirst;
        }

        private void take(String path, long sizeBytes, InputStream body) throws IOException {
            if (files == limits.maxArtifacts()) {
                throw new ArtifactLimitException(
                        "the run left more than the " + limits.maxArtifacts() + " files allowed");
            }
            Optional<String> kept = relative(path);
            if (kept.isEmpty()) {
                return;
            }
            if (files == 0) {
                onFirst.run();
            }
            String relative = kept.get();
            ArtifactId id =
                    new ArtifactId("art_" + sha256(run.job() + "/" + relative).substring(0, 32));
            Blob blob = stored(key(run.job(), run.attempt(), id), body);
            files++;
            bytes += blob.sizeBytes();
            batch.add(new Artifact(
                    run.job(),
                    id,
                    run.attempt(),
                    relative,
                    contentType(relative),
                    blob.sizeBytes(),
                    blob.sha256(),
                    clock.instant(),
                    Optional.of(clock.instant())));
            if (batch.size() == BATCH) {
                flush();
            }
        }

        private Blob stored(BlobKey key, InputStream body) throws IOException {
            try {
                return blobs.put(key, body, limits.maxArtifactBytes() - bytes);
            } catch (BlobTooLargeException e) {
                throw new ArtifactLimitException(
                        "the run left more than the " + limits.maxArtifactBytes() + " bytes of files allowed");
            }
        }

        private void flush() {
            if (!batch.isEmpty()) {
                artifacts.put(batch);
                batch.clear();
            }
        }
    }

    /** The path as it is kept, or empty for a name that no client could ask for, as one of blanks alone. */
    private static Optional<String> relative(String path) {
        try {
            return Optional.of(ArtifactPath.normalize(path).relative());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String contentType(String path) {
        if (path.endsWith(".json")) {
            return "application/json";
        }
        return Optional.ofNullable(URLConnection.guessContentTypeFromName(path)).orElse("application/octet-stream");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
