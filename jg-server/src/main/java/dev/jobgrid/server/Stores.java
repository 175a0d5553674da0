package dev.jobgrid.server;

import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.Durability;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.storage.PostgresStorage;
import dev.jobgrid.storage.StoreMigration;
import dev.jobgrid.storage.blobs.FolderBlobStore;
import dev.jobgrid.storage.s3.S3BlobStore;
import dev.jobgrid.storage.s3.S3BlobStoreBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the store of a server. */
final class Stores {
    private static final String GRID_NAME = "grid-name";

    private Stores() {}

    /** The folder of the store, unless it is in PostgreSQL. */
    static Path folder(ServerSettings settings) {
        return settings.data().resolve("store");
    }

    /** Whether file contents are in the store's folder. */
    static boolean ownsBlobs(ServerSettings settings) {
        ServerSettings.Files files = settings.operation().files();
        return files.folder().isEmpty() && files.s3().isEmpty();
    }

    static Storage open(ServerSettings settings) throws IOException {
        ServerSettings.Operation operation = settings.operation();
        boolean plain = operation.files().equals(ServerSettings.Files.PLAIN);
        Path store = folder(settings);
        if (operation.postgres().isPresent()) {
            return PostgresStorage.builder()
                    .url(operation.postgres().get().url().value())
                    .blobs(blobs(operation.files(), settings.data().resolve("blobs")))
                    .open();
        }
        return plain
                ? H2Storage.open(store)
                : H2Storage.open(store, Durability.PROCESS, blobs(operation.files(), store.resolve("blobs")));
    }

    /** The file in which servers of before kept the grid's name. */
    static Path gridNameFile(ServerSettings settings) {
        Path data = settings.data();
        return settings.operation().postgres().isEmpty()
                ? data.resolve(GRID_NAME)
                : settings.operation()
                        .files()
                        .folder()
                        .orElseGet(() -> data.resolve("blobs"))
                        .resolve(GRID_NAME);
    }

    /** Lets a store open again that was moved. */
    static void takeBack(ServerSettings settings) throws IOException {
        Optional<ServerSettings.Postgres> postgres = settings.operation().postgres();
        if (postgres.isPresent()) {
            StoreMigration.takeBack(
                    PostgresStorage.builder().url(postgres.get().url().value()));
        } else if (Files.isDirectory(folder(settings))) {
            StoreMigration.takeBack(folder(settings));
        }
    }

    private static BlobStore blobs(ServerSettings.Files files, Path usual) throws IOException {
        if (files.s3().isPresent()) {
            return s3(files.s3().get());
        }
        Path folder = files.folder().orElse(usual);
        return files.max().isPresent()
                ? FolderBlobStore.open(folder, files.max().getAsLong())
                : FolderBlobStore.open(folder);
    }

    private static BlobStore s3(ServerSettings.S3 s3) {
        S3BlobStoreBuilder blobs = S3BlobStore.builder()
                .endpoint(s3.endpoint())
                .region(s3.region())
                .bucket(s3.bucket());
        s3.publicEndpoint().ifPresent(blobs::publicEndpoint);
        return blobs.open();
    }
}
