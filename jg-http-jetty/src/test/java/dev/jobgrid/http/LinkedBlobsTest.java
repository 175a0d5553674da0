package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobLinks;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What clients are told when the blob store has addresses of its own. */
class LinkedBlobsTest {
    @Test
    void clientsAreSentToTheBlobStore() throws Exception {
        Storage memory = new MemoryStorage();
        Storage storage = new WithBlobs(memory, new LinkedBlobs(memory.blobs()));
        try (GridServer server = GridServer.start(
                storage, run -> RunScript.prints().leaving(Map.of("result.txt", GridServer.ARTIFACT)), more -> more)) {
            String key = server.fullKey();
            JsonNode slot = server.post("/v1/job-inputs", key, "{\"filename\":\"data.txt\",\"kind\":\"input\"}")
                    .is(201)
                    .json()
                    .get("upload");
            String input = slot.get("input_id").asText();

            assertThat(slot.get("upload_url").asText())
                    .isEqualTo("https://blobs.example.com/put/staged/default/" + input);
            assertThat(slot.get("complete_url").asText()).startsWith(server.url());
            String job = server.finishedJob(key);
            assertThat(server.downloadUrl(job, "result.txt", key))
                    .startsWith("https://blobs.example.com/get/artifacts/default/" + job)
                    .endsWith("?as=attachment");
        }
    }

    @Test
    void whatArrivesOverTheBoundIsNotLeftThere() throws Exception {
        Storage memory = new MemoryStorage();
        Storage storage = new WithBlobs(memory, new LinkedBlobs(memory.blobs()));
        try (GridServer server = GridServer.start(storage, run -> RunScript.prints(), more -> more)) {
            String key = server.fullKey();
            JsonNode slot = server.post("/v1/job-inputs", key, "{\"filename\":\"data.txt\",\"kind\":\"input\"}")
                    .is(201)
                    .json()
                    .get("upload");
            BlobKey staged =
                    new BlobKey("staged/default/" + slot.get("input_id").asText());
            memory.blobs().put(staged, new ByteArrayInputStream(new byte[(1 << 20) + 1]), 2 << 20);

            server.post(
                            slot.get("complete_url").asText(),
                            key,
                            "{\"filename\":\"data.txt\",\"token\":\""
                                    + slot.get("token").asText() + "\"}")
                    .isError(400, "INVALID_REQUEST");

            assertThat(memory.blobs().size(staged)).isEmpty();
        }
    }

    private record LinkedBlobs(BlobStore store) implements BlobStore {
        @Override
        public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
            return store.put(key, body, limitBytes);
        }

        @Override
        public InputStream open(BlobKey key, long offset, long length) throws IOException {
            return store.open(key, offset, length);
        }

        @Override
        public Optional<Long> size(BlobKey key) throws IOException {
            return store.size(key);
        }

        @Override
        public void delete(BlobKey key) throws IOException {
            store.delete(key);
        }

        @Override
        public Page list(String after, int limit) throws IOException {
            return store.list(after, limit);
        }

        @Override
        public Optional<BlobLinks> links() {
            return Optional.of(new Addresses(store));
        }
    }

    private record Addresses(BlobStore store) implements BlobLinks {
        @Override
        public URI put(BlobKey key, Duration validFor) {
            return URI.create("https://blobs.example.com/put/" + key.value());
        }

        @Override
        public URI get(BlobKey key, Download as, Duration validFor) {
            return URI.create("https://blobs.example.com/get/" + key.value() + "?as="
                    + as.disposition().replaceFirst(";.*", ""));
        }

        @Override
        public Optional<Arrived> arrived(BlobKey key) throws IOException {
            return store.size(key).map(size -> new Arrived(size, "etag"));
        }

        @Override
        public Blob keep(BlobKey from, Arrived what, BlobKey to) {
            throw new IllegalStateException("nothing is kept");
        }
    }
}
