package dev.jobgrid.storage.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.spi.store.DamagedBlobException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
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

    @Test
    void aBlobWithAnyBitChangedIsNeverGivenOut() throws IOException {
        byte[] bytes = new byte[150_000];
        new Random(5).nextBytes(bytes);
        blobs.put(KEY, new ByteArrayInputStream(bytes), bytes.length);
        Path file = blob();
        byte[] stored = Files.readAllBytes(file);
        Random random = new Random(6);
        for (int i = 0; i < 60; i++) {
            byte[] damaged = stored.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);

            assertThatThrownBy(this::readAll)
                    .isInstanceOf(DamagedBlobException.class)
                    .hasMessageContaining(KEY.value());
        }
        Files.write(file, stored);
        assertThat(readAll()).isEqualTo(bytes);
    }

    private byte[] readAll() throws IOException {
        try (InputStream blob = blobs.open(KEY, 0, Long.MAX_VALUE)) {
            return blob.readAllBytes();
        }
    }

    @Test
    void aBlobCutShortOrInAnothersPlaceIsDamaged() throws IOException {
        put("0123456789");
        Path file = blob();
        byte[] stored = Files.readAllBytes(file);
        for (int length = 0; length < stored.length; length++) {
            Files.write(file, Arrays.copyOf(stored, length));
            assertThatThrownBy(this::read).as(length + " bytes").isInstanceOf(DamagedBlobException.class);
        }
        Files.delete(file);
        blobs.put(new BlobKey("jobs/b"), new ByteArrayInputStream(new byte[3]), 3);
        Files.move(blob(), file);

        assertThatThrownBy(this::read).isInstanceOf(DamagedBlobException.class).hasMessageContaining("jobs/b");
    }

    @Test
    void damageElsewhereDoesNotHideThePartsThatAreWhole() throws IOException {
        byte[] bytes = new byte[200_000];
        new Random(7).nextBytes(bytes);
        blobs.put(KEY, new ByteArrayInputStream(bytes), bytes.length);
        Path file = blob();
        byte[] stored = Files.readAllBytes(file);
        stored[100_000] ^= 1;
        Files.write(file, stored);

        try (InputStream blob = blobs.open(KEY, 0, 60_000)) {
            assertThat(blob.readAllBytes()).isEqualTo(Arrays.copyOf(bytes, 60_000));
        }
        assertThatThrownBy(() -> blobs.open(KEY, 100_000, 1)).isInstanceOf(DamagedBlobException.class);
        assertThat(blobs.list("", 10).blobs()).extracting(BlobStore.Listed::key).containsExactly(KEY);
    }

    @Test
    void whatGoesBeyondTheQuotaIsRefusedAndLeavesNothing() throws IOException {
        FolderBlobStore bounded = FolderBlobStore.open(folder.resolve("bounded"), 300_000);
        BlobKey second = new BlobKey("second");
        bounded.put(KEY, new ByteArrayInputStream(new byte[200_000]), 1 << 20);

        assertThatThrownBy(() -> bounded.put(second, new ByteArrayInputStream(new byte[200_000]), 1 << 20))
                .isInstanceOf(BlobStoreFullException.class)
                .hasMessageContaining("300000");
        assertThat(bounded.size(second)).isEmpty();
        assertThat(folder.resolve("bounded/incoming")).isEmptyDirectory();

        bounded.put(second, new ByteArrayInputStream(new byte[80_000]), 1 << 20);
        bounded.put(second, new ByteArrayInputStream(new byte[10_000]), 1 << 20);
        bounded.put(new BlobKey("third"), new ByteArrayInputStream(new byte[80_000]), 1 << 20);
        bounded.delete(KEY);
        bounded.put(new BlobKey("fourth"), new ByteArrayInputStream(new byte[200_000]), 1 << 20);

        FolderBlobStore again = FolderBlobStore.open(folder.resolve("bounded"), 300_000);
        assertThatThrownBy(() -> again.put(KEY, new ByteArrayInputStream(new byte[20_000]), 1 << 20))
                .as("what an earlier process has stored counts")
                .isInstanceOf(BlobStoreFullException.class);
    }

    @Test
    void filesThatVanishWhileTheQuotaCountsThemAreNotMissed() throws Exception {
        Path shard = Files.createDirectory(root.resolve("aa"));
        AtomicBoolean counted = new AtomicBoolean();
        Thread churn = new Thread(() -> {
            while (!counted.get()) {
                IntStream.range(0, 200).forEach(i -> write(shard.resolve("aa" + i)));
                IntStream.range(0, 200).forEach(i -> delete(shard.resolve("aa" + i)));
            }
        });
        churn.start();
        try {
            for (int i = 0; i < 200; i++) {
                assertThat(FolderBlobStore.open(root, 1 << 20).disk()).isPresent();
            }
        } finally {
            counted.set(true);
            churn.join();
        }
    }

    private static void write(Path file) {
        try {
            Files.write(file, new byte[10]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("reset");
            }
        };
    }
}
