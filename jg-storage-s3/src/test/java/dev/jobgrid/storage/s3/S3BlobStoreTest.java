package dev.jobgrid.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobLinks;
import dev.jobgrid.spi.store.BlobLinks.Arrived;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.Durability;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.storage.BlobStoreContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs in an S3 store that checks signatures. */
class S3BlobStoreTest {
    private static final BlobKey KEY = new BlobKey("inputs/default/inp_1/a");
    private static final BlobKey STAGED = new BlobKey("staged/default/inp_1");
    private static final Duration WHILE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Nested
    class ContractTest extends BlobStoreContract {
        @Override
        protected Storage emptyStorage() {
            return H2Storage.open(folder, Durability.PROCESS, TestS3.builder().open());
        }
    }

    @Test
    void aLargeBlobGoesInPartsAndIsReadInAnyPlace() throws Exception {
        byte[] bytes = new byte[(12 << 20) + 77];
        new Random(3).nextBytes(bytes);
        try (S3BlobStore blobs = TestS3.builder().open()) {
            Blob blob = blobs.put(KEY, new ByteArrayInputStream(bytes), bytes.length);

            assertThat(blob.sizeBytes()).isEqualTo(bytes.length);
            assertThat(blob.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            try (InputStream in = blobs.open(KEY, (5 << 20) - 3, 6)) {
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, (5 << 20) - 3, (5 << 20) + 3));
            }
            try (InputStream in = blobs.open(KEY, 0, Long.MAX_VALUE)) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void aLargeBlobThatBreaksOffLeavesNothing() throws Exception {
        try (S3BlobStore blobs = TestS3.builder("broken-off").open()) {
            assertThatThrownBy(() -> blobs.put(KEY, new ByteArrayInputStream(new byte[11 << 20]), 10 << 20))
                    .isInstanceOf(IOException.class);

            assertThat(blobs.size(KEY)).isEmpty();
            assertThat(blobs.list("", 10).blobs()).isEmpty();
            assertThat(TestS3.incompleteUploads("broken-off")).isZero();
        }
    }

    @Test
    void aClientSendsAndFetchesPastTheGrid() throws Exception {
        try (S3BlobStore blobs = TestS3.builder().open()) {
            BlobLinks links = blobs.links().orElseThrow();
            assertThat(links.arrived(STAGED)).isEmpty();

            HttpResponse<String> sent = put(links.put(STAGED, WHILE), "what a client sends");
            assertThat(sent.statusCode()).isEqualTo(200);
            Arrived arrived = links.arrived(STAGED).orElseThrow();
            assertThat(arrived.sizeBytes()).isEqualTo(19);
            assertThat(sent.headers().firstValue("etag").orElseThrow()).contains(arrived.etag());

            Blob kept = links.keep(STAGED, arrived, KEY);
            assertThat(kept.sizeBytes()).isEqualTo(19);
            assertThat(kept.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest("what a client sends".getBytes(StandardCharsets.UTF_8))));
            assertThat(links.arrived(STAGED)).isEmpty();

            HttpResponse<String> got = get(
                    links.get(KEY, new BlobLinks.Download("attachment; filename=\"data.txt\"", "text/plain"), WHILE));
            assertThat(got.body()).isEqualTo("what a client sends");
            assertThat(got.headers().firstValue("content-disposition").orElseThrow())
                    .isEqualTo("attachment; filename=\"data.txt\"");
        }
    }

    @Test
    void whatIsSentAfterItWasLookedAtIsNotKept() throws Exception {
        try (S3BlobStore blobs = TestS3.builder().open()) {
            BlobLinks links = blobs.links().orElseThrow();
            URI url = links.put(STAGED, WHILE);
            put(url, "first");
            Arrived first = links.arrived(STAGED).orElseThrow();
            put(url, "other");

            assertThatThrownBy(() -> links.keep(STAGED, first, KEY)).isInstanceOf(NoSuchFileException.class);

            assertThat(blobs.size(KEY)).isEmpty();
        }
    }

    @Test
    void whatIsSentAfterItWasKeptChangesNothing() throws Exception {
        try (S3BlobStore blobs = TestS3.builder().open()) {
            BlobLinks links = blobs.links().orElseThrow();
            URI url = links.put(STAGED, WHILE);
            put(url, "first");
            links.keep(STAGED, links.arrived(STAGED).orElseThrow(), KEY);
            put(url, "other");

            try (InputStream in = blobs.open(KEY, 0, 100)) {
                assertThat(in).hasContent("first");
            }
        }
    }

    @Test
    void anAddressWorksForNothingElseAndNotForLong() throws Exception {
        try (S3BlobStore blobs = TestS3.builder().open()) {
            BlobLinks links = blobs.links().orElseThrow();
            BlobLinks.Download as = new BlobLinks.Download("attachment", "text/plain");
            put(links.put(KEY, WHILE), "secret");
            URI get = links.get(KEY, as, WHILE);
            assertThat(get(get).statusCode()).isEqualTo(200);

            assertThat(get(URI.create(get.toString().replace("inp_1", "inp_2"))).statusCode())
                    .isEqualTo(403);
            assertThat(get(URI.create(get.toString().replace("Expires=60", "Expires=6000")))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(put(get, "overwritten").statusCode()).isEqualTo(403);
            assertThat(get(links.put(KEY, WHILE)).statusCode()).isEqualTo(403);

            URI brief = links.get(KEY, as, Duration.ofSeconds(1));
            Awaitility.await().until(() -> get(brief).statusCode() == 403);
            assertThat(get(get).body()).isEqualTo("secret");
        }
    }

    @Test
    void aBucketThatCannotBeUsedIsToldWithoutSecrets() {
        assertThatThrownBy(() -> TestS3.builder().bucket("no-such-bucket").open())
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("no-such-bucket");
        assertThatThrownBy(() -> TestS3.builder()
                        .credentials("local-identity", new Secret("wrong-credential"))
                        .open())
                .isInstanceOf(JobGridException.class)
                .hasMessageNotContaining("wrong-credential");
    }

    private static HttpResponse<String> put(URI url, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .PUT(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(URI url) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
}
