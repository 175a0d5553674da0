package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.spi.BlobKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract of all blob stores leaves to the folder. */
class FolderBlobStoreTest {
    private static final BlobKey KEY = new BlobKey("jobs/a/model.bin");

    @TempDir
    private Path folder;

    private Path root;
    private FolderBlobStore blobs;

    @BeforeEach
    void open() throws IOException {
        root = folder.resolve("some/new/blobs");
        blobs = FolderBlobStore.open(root);
    }

    @Test
    void filesAndFoldersAreForTheirOwnerAlone() throws IOException {
        put("bytes");

        for (Path path : everything()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(path.toString())
                    .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("some")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void nothingUnfinishedIsLeftBehind() throws IOException {
        put("bytes");
        assertThatThrownBy(() -> blobs.put(KEY, new ByteArrayInputStream(new byte[10]), 9))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> blobs.put(KEY, broken(), 100)).hasMessage("reset");

        assertThat(everything().stream().filter(Files::isRegularFile)).hasSize(1);
        assertThat(read()).isEqualTo("bytes");
    }

    @Test
    void whatACrashLeftIsRemovedAndWhatIsBeingWrittenIsNot() throws IOException {
        Path old = Files.writeString(root.resolve("incoming/old"), "half");
        Path fresh = Files.writeString(root.resolve("incoming/fresh"), "half");
        FileTime past = FileTime.fromMillis(Files.getLastModifiedTime(fresh).toMillis()
                - Duration.ofHours(2).toMillis());
        Files.setLastModifiedTime(old, past);
        put("bytes");

        FolderBlobStore.open(root);

        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
        assertThat(read()).isEqualTo("bytes");
    }

    @Test
    void aLinkInPlaceOfABlobIsNotFollowed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret");
        put("bytes");
        Path file = blob();
        Files.delete(file);
        Files.createSymbolicLink(file, secret);

        assertThatThrownBy(() -> blobs.open(KEY, 0, 100)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> blobs.size(KEY)).isInstanceOf(IOException.class);
        put("new");

        assertThat(read()).isEqualTo("new");
        assertThat(secret).hasContent("s3cret");
    }

    @Test
    void aLinkInPlaceOfAFolderIsNotFollowed() throws IOException {
        put("bytes");
        Path shard = blob().getParent();
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(shard, elsewhere);
        Files.createSymbolicLink(shard, elsewhere);

        assertThatThrownBy(() -> blobs.open(KEY, 0, 100)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> put("new")).isInstanceOf(IOException.class);
    }

    @Test
    void theFolderItselfMayBeReachedThroughALink() throws IOException {
        put("bytes");
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);

        try (InputStream blob = FolderBlobStore.open(link).open(KEY, 0, 100)) {
            assertThat(blob).hasContent("bytes");
        }
    }

    @Test
    void readingGoesOnWhereSkippingEnds() throws IOException {
        put("0123456789");
        try (InputStream blob = blobs.open(KEY, 2, 6)) {
            assertThat(blob.available()).isEqualTo(6);
            assertThat(blob.read()).isEqualTo('2');
            assertThat(blob.skip(3)).isEqualTo(3);
            assertThat(blob.read()).isEqualTo('6');
            assertThat(blob.skip(100)).isEqualTo(1);
            assertThat(blob.read()).isEqualTo(-1);
        }
    }

    private void put(String text) throws IOException {
        blobs.put(KEY, new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), 1_000);
    }

    private String read() throws IOException {
        try (InputStream blob = blobs.open(KEY, 0, 1_000)) {
            return new String(blob.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Path blob() throws IOException {
        return everything().stream().filter(Files::isRegularFile).findFirst().orElseThrow();
    }

    private List<Path> everything() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.toList();
        }
    }

    private static InputStream broken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };
    }
}
