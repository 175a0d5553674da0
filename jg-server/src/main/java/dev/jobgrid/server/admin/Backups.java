package dev.jobgrid.server.admin;

import dev.jobgrid.storage.BackupManifest;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.storage.StoreBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes backups of a data folder, and restores them. Thread-safe.
 *
 * @param data the data folder
 * @param storage its store, which is open; empty if that is in PostgreSQL
 */
public record Backups(Path data, Optional<H2Storage> storage) {
    /** Where the store lay when a server last worked on it. */
    private static final String PLACE = "store/place";

    /** Tells the next server that the folder is a copy. */
    private static final String RESTORED = "store/restored";

    /** With the machine's id, so that runs of before are known to be lost: the next server has the machine, and no such runs. */
    private static final List<String> COPIED = List.of("runs/machine", PLACE);

    private static final int SHOWN_KEYS = 20;

    /** The lines for the operator. */
    public List<String> make(Path target, Consumer<String> progress) throws IOException {
        if (storage.isEmpty()) {
            throw new IllegalArgumentException(
                    "this server keeps its jobs in PostgreSQL; back them up with pg_dump, and the"
                            + " files before and after that, as docs/backup.md says");
        }
        Map<String, byte[]> files = new HashMap<>();
        for (String name : COPIED) {
            if (Files.exists(data.resolve(name))) {
                files.put(name, Files.readAllBytes(data.resolve(name)));
            }
        }
        files.put(RESTORED, new byte[0]);
        BackupManifest manifest = StoreBackup.create(storage.get(), target, files, progress);
        List<String> lines = new ArrayList<>();
        lines.add("backup " + target + " is whole: " + counts(manifest));
        manifest.blobs()
                .ifPresent(blobs -> blobs.missing().stream()
                        .limit(SHOWN_KEYS)
                        .forEach(key -> lines.add("warning: the store itself has lost the bytes of " + key)));
        return lines;
    }

    private static String counts(BackupManifest manifest) {
        return manifest.contents().rows() + " rows, "
                + manifest.blobs()
                        .map(blobs -> blobs.count() + " files of " + blobs.bytes() + " bytes"
                                + (blobs.missing().isEmpty()
                                        ? ""
                                        : ", " + blobs.missing().size() + " files missing"))
                        .orElse("without the files, which are in a bucket");
    }

    /**
     * Restores a backup into a data folder that is absent or empty.
     *
     * @param isSuccessor whether the original is gone for good: then its containers and its blobs in a bucket are the
     *     restored store's; else they stay the original's
     * @return lines for the operator
     */
    public static List<String> restore(Path backup, Path data, boolean isSuccessor, Consumer<String> progress)
            throws IOException {
        Set<String> without = isSuccessor ? Set.of(PLACE, RESTORED) : Set.of();
        BackupManifest manifest = StoreBackup.restore(backup, data, without, progress);
        List<String> lines = new ArrayList<>();
        lines.add("restored " + data + " of " + manifest.begun() + ": " + counts(manifest));
        if (manifest.blobs().isEmpty()) {
            lines.add("the files are in the bucket of the original; start the server with the same --s3");
        }
        return lines;
    }
}
