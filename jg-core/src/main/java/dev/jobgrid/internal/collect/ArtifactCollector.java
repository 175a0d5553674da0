package dev.jobgrid.internal.collect;

import dev.jobgrid.GridSettings;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactPath;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.store.ArtifactStore;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.spi.store.BlobTooLargeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores the artifacts of runs. An artifact's id is derived from its job and path, so collecting again after a crash
 * continues instead of adding duplicates. Thread-safe.
 */
public final class ArtifactCollector {
    private static final System.Logger LOG = System.getLogger(ArtifactCollector.class.getName());
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

    /** The kind of a try to collect the files of a run. */
    public enum Try {
        /** None of them is stored. */
        FIRST,
        /** Some may be stored, and are not stored again. */
        AGAIN,
        /** As {@link #AGAIN}; files that cannot be stored are reported, and given up. */
        LAST
    }

    /**
     * Stores the files of the run that fit its limits, and reports the others.
     *
     * @param onFirst called before the first file is stored, if there is one
     * @throws ArtifactNotStoredException if the blob store refused some; the stored ones stay. Not thrown by the last
     *     try
     * @throws IOException if the files cannot be read; the stored ones stay. Not thrown by the last try
     */
    public CollectionResult collect(Job job, Run run, Try nth, Runnable onFirst) throws IOException {
        Collection collection = new Collection(job, run.key(), nth, onFirst);
        try {
            collection.readSizes(run);
            run.collect(collection::take);
        } catch (IOException e) {
            collection.failed(e);
        } finally {
            collection.flush();
        }
        return collection.end();
    }

    /** The most bytes of a run: the grid does not wait for more than the store could ever hold. */
    private long mostBytes() {
        try {
            // A file system of unknown size reports 0.
            return blobs.disk()
                    .map(DiskSpace::totalBytes)
                    .filter(total -> total > 0)
                    .map(total -> Math.min(total, limits.maxArtifactBytes()))
                    .orElse(limits.maxArtifactBytes());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the capacity of the blob store is unknown", e);
            return limits.maxArtifactBytes();
        }
    }

    /** The files of one run. Single-threaded. */
    private final class Collection {
        private final RunKey run;
        private final Try nth;
        private final Runnable onFirst;
        /** Expected paths as the job names them, by their stored form. */
        private final Map<String, String> expected = new LinkedHashMap<>();

        /** Artifacts that earlier tries stored and this one has not reached. */
        private final Map<String, Artifact> there = new HashMap<>();

        private final Set<String> kept = new HashSet<>();
        private final List<Artifact> batch = new ArrayList<>();
        private final Named tooLarge = new Named();
        private final Named refused = new Named();
        private Map<String, Long> sizes = Map.of();
        private @Nullable ArtifactBudget room;
        private Optional<ArtifactNotStoredException> refusal = Optional.empty();
        private boolean isAway;
        private boolean unread;
        private boolean began;
        private int files;
        private long bytes;

        private Collection(Job job, RunKey run, Try nth, Runnable onFirst) {
            this.run = run;
            this.nth = nth;
            this.onFirst = onFirst;
            job.spec()
                    .files()
                    .expectedArtifacts()
                    .forEach(path -> expected.put(ArtifactPath.normalize(path).relative(), path));
            if (nth != Try.FIRST) {
                artifacts.list(run.job()).stream()
                        .filter(artifact -> artifact.attempt() == run.attempt())
                        .forEach(artifact -> there.put(artifact.path(), artifact));
            }
        }

        private void readSizes(Run left) throws IOException {
            if (!expected.isEmpty()) {
                sizes = left.artifactSizes(expected.keySet());
            }
        }

        /**
         * Created with the first file: most runs have none, and reading the store's capacity costs more than such an
         * end.
         */
        private ArtifactBudget room() {
            ArtifactBudget made = room;
            if (made == null) {
                made = new ArtifactBudget(List.copyOf(expected.keySet()), sizes, limits.maxArtifacts(), mostBytes());
                room = made;
            }
            return made;
        }

        private void take(String path, long sizeBytes, InputStream body) throws IOException {
            Optional<String> relative = relative(path);
            if (relative.isEmpty()) {
                return;
            }
            begin();
            OptionalLong bound = room().bound(relative.get(), sizeBytes);
            Artifact stored = there.remove(relative.get());
            if (stored != null && stored.sizeBytes() == sizeBytes) {
                keep(stored);
            } else if (bound.isEmpty()) {
                tooLarge.add(relative.get(), isExpected(relative.get()));
            } else if (isAway) {
                refused.add(relative.get(), isExpected(relative.get()));
            } else {
                store(relative.get(), body, bound.getAsLong());
            }
        }

        private void begin() {
            if (!began) {
                began = true;
                onFirst.run();
            }
        }

        private void store(String path, InputStream body, long bound) throws IOException {
            ArtifactId id =
                    new ArtifactId("art_" + sha256(run.job() + "/" + path).substring(0, 32));
            try {
                Blob blob = put(BlobKey.ofArtifact(run.job(), run.attempt(), id), body, bound);
                Artifact artifact = new Artifact(
                        run.job(),
                        id,
                        run.attempt(),
                        path,
                        contentType(path),
                        blob.sizeBytes(),
                        blob.sha256(),
                        clock.instant(),
                        Optional.of(clock.instant()));
                keep(artifact);
                batch.add(artifact);
                if (batch.size() == BATCH) {
                    flush();
                }
            } catch (BlobTooLargeException e) {
                tooLarge.add(path, isExpected(path));
            } catch (ArtifactNotStoredException e) {
                refusal = Optional.of(e);
                refused.add(path, isExpected(path));
                // A full store may have space for smaller files; one that fails otherwise is not tried again.
                isAway = !(e.getCause() instanceof BlobStoreFullException);
                if (isAway && nth != Try.LAST) {
                    throw e;
                }
            }
        }

        private void keep(Artifact artifact) {
            files++;
            bytes += artifact.sizeBytes();
            room().stored(artifact.path(), artifact.sizeBytes());
            if (isExpected(artifact.path())) {
                kept.add(artifact.path());
            }
        }

        private boolean isExpected(String path) {
            return expected.containsKey(path);
        }

        /** Distinguishes a failing store from an unreadable run. */
        private Blob put(BlobKey key, InputStream body, long bound) throws IOException {
            ReadWatch watched = new ReadWatch(body);
            try {
                return blobs.put(key, watched, bound);
            } catch (BlobTooLargeException e) {
                throw e;
            } catch (IOException e) {
                if (watched.hasFailed()) {
                    throw e;
                }
                throw new ArtifactNotStoredException(e);
            }
        }

        private void failed(IOException failure) throws IOException {
            if (nth != Try.LAST) {
                throw failure;
            }
            unread = true;
            there.values().forEach(this::keep);
        }

        private void flush() {
            if (!batch.isEmpty()) {
                artifacts.put(batch);
                batch.clear();
            }
        }

        private CollectionResult end() throws ArtifactNotStoredException {
            if (nth != Try.LAST && refusal.isPresent()) {
                throw refusal.get();
            }
            List<String> missing = expected.entrySet().stream()
                    .filter(path -> !kept.contains(path.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            return new CollectionResult(files, bytes, missing, tooLarge.leftOut(), refused.leftOut(), unread);
        }
    }

    /** Counts skipped files, the first of them by name. Single-threaded. */
    private static final class Named {
        private final List<String> paths = new ArrayList<>();
        private int files;
        private int expected;

        void add(String path, boolean isExpected) {
            files++;
            if (isExpected) {
                paths.add(expected++, path);
            } else if (paths.size() < UncollectedArtifacts.MAX_NAMED) {
                paths.add(path);
            }
        }

        CollectionResult.LeftOut leftOut() {
            return new CollectionResult.LeftOut(files, expected, paths);
        }
    }

    /** Remembers whether reading failed. Single-threaded. */
    private static final class ReadWatch extends FilterInputStream {
        private boolean failed;

        ReadWatch(InputStream in) {
            super(in);
        }

        boolean hasFailed() {
            return failed;
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        /** The owner closes the body. */
        @Override
        public void close() {}
    }

    /** The stored form of the path, or empty for a name that no client could request, such as only blanks. */
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
