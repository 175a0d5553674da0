package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.BlobTooLargeException;
import dev.jobgrid.spi.store.Storage;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link BlobStore}. Extend it and give it a storage. */
public abstract class BlobStoreContract {
    private static final BlobKey KEY = new BlobKey("ws/default/jobs/job_1/model.bin");
    private static final BlobKey FRESH = new BlobKey("ws/default/fresh");

    private Storage storage;
    private BlobStore blobs;

    /** For subclasses. */
    protected BlobStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        blobs = storage.blobs();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void bytesAreReadAsTheyWereStored() throws Exception {
        for (int size : new int[] {0, 1, 8191, 8192, 8193, 3_000_000}) {
            byte[] bytes = bytes(size, size);

            assertThat(put(KEY, bytes)).isEqualTo(new Blob(size, sha256(bytes)));

            assertThat(blobs.size(KEY)).contains((long) size);
            assertThat(all(KEY)).isEqualTo(bytes);
        }
    }

    @Test
    final void whatIsNotThereIsNotFound() throws Exception {
        assertThat(blobs.size(KEY)).isEmpty();
        assertThatThrownBy(() -> blobs.open(KEY, 0, 10)).isInstanceOf(NoSuchFileException.class);
        blobs.delete(KEY);
        assertThat(blobs.size(KEY)).isEmpty();
    }

    @Test
    final void deletedBytesAreGone() throws Exception {
        put(KEY, bytes(1, 10));
        blobs.delete(KEY);

        assertThat(blobs.size(KEY)).isEmpty();
        assertThatThrownBy(() -> blobs.open(KEY, 0, 10)).isInstanceOf(NoSuchFileException.class);

        put(KEY, bytes(2, 20));
        assertThat(all(KEY)).isEqualTo(bytes(2, 20));
    }

    @Test
    final void newBytesTakeThePlaceOfOldOnes() throws Exception {
        put(KEY, bytes(1, 1000));
        put(KEY, bytes(2, 10));

        assertThat(all(KEY)).isEqualTo(bytes(2, 10));
    }

    @Test
    final void aPartIsRead() throws Exception {
        byte[] bytes = bytes(1, 20_000);
        put(KEY, bytes);

        assertThat(read(KEY, 0, 5)).isEqualTo(Arrays.copyOf(bytes, 5));
        assertThat(read(KEY, 9_999, 1)).isEqualTo(new byte[] {bytes[9_999]});
        assertThat(read(KEY, 100, 15_000)).isEqualTo(Arrays.copyOfRange(bytes, 100, 15_100));
        assertThat(read(KEY, 19_990, 1000)).isEqualTo(Arrays.copyOfRange(bytes, 19_990, 20_000));
        assertThat(read(KEY, 20_000, 1000)).isEmpty();
        assertThat(read(KEY, 10, 0)).isEmpty();
    }

    @Test
    final void everythingStoredIsListedOncePageByPage() throws Exception {
        Set<BlobKey> keys = new HashSet<>();
        for (int i = 0; i < 25; i++) {
            BlobKey key = new BlobKey("ws/" + i % 3 + "/blob-" + i);
            put(key, bytes(i, 100 + i));
            keys.add(key);
        }
        put(KEY, bytes(1, 5));
        blobs.delete(KEY);

        List<BlobStore.Listed> listed = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            BlobStore.Page page = blobs.list(after.get(), 4);
            listed.addAll(page.blobs());
            after = page.next();
        }

        assertThat(listed).extracting(BlobStore.Listed::key).containsExactlyInAnyOrderElementsOf(keys);
        for (BlobStore.Listed blob : listed) {
            assertThat(blobs.size(blob.key())).contains(blob.sizeBytes());
            assertThat(blob.stored()).isAfter(Instant.EPOCH);
        }
    }

    @Test
    final void asManyBytesAsAllowedAreStored() throws Exception {
        Blob blob = blobs.put(KEY, new ByteArrayInputStream(bytes(1, 10_000)), 10_000);

        assertThat(blob.sizeBytes()).isEqualTo(10_000);
    }

    @Test
    final void moreBytesThanAllowedLeaveTheOldOnes() throws Exception {
        put(KEY, bytes(1, 10));

        assertThatThrownBy(() -> blobs.put(KEY, new ByteArrayInputStream(bytes(2, 10_001)), 10_000))
                .isInstanceOfSatisfying(
                        BlobTooLargeException.class,
                        e -> assertThat(e.limitBytes()).isEqualTo(10_000));
        assertThatThrownBy(() -> blobs.put(FRESH, new ByteArrayInputStream(bytes(2, 1)), 0))
                .isInstanceOf(BlobTooLargeException.class);

        assertThat(all(KEY)).isEqualTo(bytes(1, 10));
        assertThat(blobs.size(FRESH)).isEmpty();
    }

    @Test
    final void aStreamWithoutEndIsGivenUp() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 7;
            }
        };

        assertThatThrownBy(() -> blobs.put(KEY, endless, 100_000)).isInstanceOf(BlobTooLargeException.class);
    }

    @Test
    final void aStreamThatFailsLeavesTheOldBytes() throws Exception {
        put(KEY, bytes(1, 10));

        assertThatThrownBy(() -> blobs.put(KEY, failingAfter(9_000), 1L << 30))
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset");
        assertThatThrownBy(() -> blobs.put(FRESH, failingAfter(9_000), 1L << 30))
                .isInstanceOf(IOException.class);

        assertThat(all(KEY)).isEqualTo(bytes(1, 10));
        assertThat(blobs.size(FRESH)).isEmpty();
    }

    @Test
    final void aStreamIsNotClosed() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream body = new ByteArrayInputStream(bytes(1, 10)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        blobs.put(KEY, body, 10);

        assertThat(closed).isFalse();
    }

    @Test
    final void aReaderGoesOnWithTheBytesItOpened() throws Exception {
        byte[] old = bytes(1, 200_000);
        put(KEY, old);
        try (InputStream open = blobs.open(KEY, 0, Long.MAX_VALUE)) {
            byte[] head = open.readNBytes(10);
            put(KEY, bytes(2, 200_000));
            byte[] rest = open.readAllBytes();

            assertThat(head).isEqualTo(Arrays.copyOf(old, 10));
            assertThat(rest).isEqualTo(Arrays.copyOfRange(old, 10, old.length));
        }
    }

    @Test
    final void readersSeeTheOldBytesOrTheNewOnes() throws Exception {
        put(KEY, bytes(0, 50_000));

        List<Boolean> whole = Together.on(8, thread -> {
            boolean allWhole = true;
            for (int i = 0; i < 20; i++) {
                if (thread % 2 == 0) {
                    put(KEY, bytes(thread, 50_000 + thread));
                } else {
                    byte[] read = all(KEY);
                    allWhole &= Arrays.equals(read, bytes(read.length - 50_000, read.length));
                }
            }
            return allWhole;
        });

        assertThat(whole).containsOnly(true);
    }

    @Test
    final void keysThatLookAlikeAreApart() throws Exception {
        List<BlobKey> keys = List.of(
                new BlobKey("a"),
                new BlobKey("A"),
                new BlobKey("a/b"),
                new BlobKey("a/b/c"),
                new BlobKey("a.b"),
                new BlobKey("a..b/c"),
                new BlobKey("a_b"),
                new BlobKey("-rf"),
                new BlobKey(".a"),
                new BlobKey("a."),
                new BlobKey("con"),
                new BlobKey("k".repeat(512)),
                new BlobKey("k".repeat(511)),
                new BlobKey("s/".repeat(255) + "s"));
        for (BlobKey key : keys) {
            put(key, key.value().getBytes(StandardCharsets.UTF_8));
        }
        for (BlobKey key : keys) {
            assertThat(all(key)).asString(StandardCharsets.UTF_8).isEqualTo(key.value());
        }

        blobs.delete(keys.get(0));

        assertThat(blobs.size(keys.get(0))).isEmpty();
        for (BlobKey key : keys.subList(1, keys.size())) {
            assertThat(blobs.size(key)).as(key.value()).isPresent();
        }
    }

    @Test
    final void oddKeysAreRefused() {
        for (String odd : List.of(
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/../b",
                "a/..",
                "a/./b",
                "...",
                "a b",
                "a\\b",
                "ä",
                "a\u0000b",
                "a\n",
                "k".repeat(513))) {
            assertThatThrownBy(() -> new BlobKey(odd)).as(odd).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private Blob put(BlobKey key, byte[] bytes) throws IOException {
        return blobs.put(key, new ByteArrayInputStream(bytes), 1L << 30);
    }

    private byte[] all(BlobKey key) throws IOException {
        return read(key, 0, Long.MAX_VALUE);
    }

    private byte[] read(BlobKey key, long offset, long length) throws IOException {
        try (InputStream in = blobs.open(key, offset, length)) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static InputStream failingAfter(int count) {
        return new FilterInputStream(new ByteArrayInputStream(new byte[count])) {
            @Override
            public int read() throws IOException {
                return orFail(super.read());
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return orFail(super.read(buffer, offset, length));
            }

            private int orFail(int read) throws IOException {
                if (read < 0) {
                    throw new IOException("connection reset");
                }
                return read;
            }
        };
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
