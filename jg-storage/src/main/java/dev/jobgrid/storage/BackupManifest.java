package dev.jobgrid.storage;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a backup, as its file {@code manifest.json} lists them.
 *
 * @param format the form of the backup
 * @param begun every write that was acknowledged before this moment is in the backup
 * @param storeId the store's id
 * @param contents all rows
 * @param blobs the bytes of files; empty if the store keeps them elsewhere than in a folder
 * @param files SHA-256s of further files, by their names
 */
public record BackupManifest(
        int format,
        Instant begun,
        Optional<String> storeId,
        StoreContents contents,
        Optional<Blobs> blobs,
        Map<String, String> files) {
    /** The form that this release writes and reads. */
    static final int FORMAT = 1;

    private static final String NAME = "manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModules(new Jdk8Module(), new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT);

    /** Copies the map. */
    public BackupManifest {
        files = Map.copyOf(files);
    }

    /**
     * The bytes of files.
     *
     * @param count the number of files
     * @param bytes the sum of their sizes
     * @param missing keys that rows refer to and whose bytes the store itself had lost
     */
    public record Blobs(long count, long bytes, List<String> missing) {
        /** Copies the list. */
        public Blobs {
            missing = List.copyOf(missing);
        }
    }

    byte[] json() throws IOException {
        return JSON.writeValueAsBytes(this);
    }

    static Path in(Path backup) {
        return backup.resolve(NAME);
    }

    /**
     * Reads the manifest of a backup.
     *
     * @throws JobGridException INVALID_REQUEST if the folder is not a backup, or one of another form
     */
    static BackupManifest read(Path backup) throws IOException {
        BackupManifest manifest;
        try {
            manifest = JSON.readValue(Files.readAllBytes(in(backup)), BackupManifest.class);
        } catch (NoSuchFileException e) {
            throw refused(backup + " is not a backup: it has no " + NAME
                    + "; one that is unfinished has a name that ends in" + " .partial");
        }
        if (manifest.format != FORMAT) {
            throw refused(backup + " has the form " + manifest.format + ", and this release restores the form " + FORMAT
                    + "; use the release that made it, or a newer one");
        }
        return manifest;
    }

    private static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.INVALID_REQUEST, message);
    }
}
