package dev.jobgrid.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.storage.Durability;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grid whose clients send and fetch bytes at an S3 store. */
class S3GridTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private S3BlobStore blobs;
    private JobGrid grid;

    @BeforeEach
    void open() {
        blobs = TestS3.builder().open();
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(1), true));
        GpuNode node = new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
        byte[] result = "result".getBytes(StandardCharsets.UTF_8);
        grid = JobGrid.builder()
                .storage(H2Storage.open(folder, Durability.PROCESS, blobs))
                .executor(new ScriptedExecutor(
                        InstantSource.system(),
                        List.of(node),
                        run -> RunScript.prints().leaving(Map.of("out.txt", result))))
                .build();
    }

    @AfterEach
    void close() {
        grid.close();
        blobs.close();
    }

    private UploadSlot slot() {
        return grid.inputs().create(new JobInput.InputFile("data.txt", "text/plain", InputKind.INPUT));
    }

    private URI uploadUrl(UploadSlot slot) {
        return grid.inputs().link(slot.input().id()).orElseThrow().url();
    }

    private HttpResponse<String> put(URI url, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(url).PUT(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static UploadCompletion completion(Secret token, long size, String etag) {
        return new UploadCompletion(
                token, Optional.empty(), Optional.empty(), OptionalLong.of(size), Optional.of(etag));
    }

    @Test
    void bytesThatAClientSentToTheStoreAreAJobsInput() throws Exception {
        UploadSlot slot = slot();
        String etag = put(uploadUrl(slot), "what it reads")
                .headers()
                .firstValue("etag")
                .orElseThrow();

        JobInput done = grid.inputs().complete(slot.input().id(), completion(slot.token(), 13, etag));

        assertThat(done.isReady()).isTrue();
        assertThat(done.content().orElseThrow().sizeBytes()).isEqualTo(13);
        assertThat(grid.inputs().complete(slot.input().id(), UploadCompletion.of(slot.token())))
                .as("completed again")
                .isEqualTo(done);
        JobHandle job = grid.submit(JobSpec.builder("reads", "acme/train:1", WorkloadType.BATCH)
                .gpu(GpuRequest.builder().required(true).build())
                .files(new JobFiles(List.of(done.id()), List.of(), List.of()))
                .build());
        job.await(Duration.ofSeconds(30));
        Artifact artifact = job.artifacts().get(0);
        URI url = grid.artifacts(job.id())
                .link(artifact.id(), Duration.ofMinutes(1))
                .orElseThrow()
                .url();
        HttpResponse<String> got = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
        assertThat(got.body()).isEqualTo("result");
        assertThat(got.headers().firstValue("content-disposition").orElseThrow())
                .contains("out.txt");
    }

    @Test
    void whatIsSentToACompletedSlotChangesNothing() throws Exception {
        UploadSlot slot = slot();
        URI url = uploadUrl(slot);
        put(url, "first");
        JobInput done = grid.inputs().complete(slot.input().id(), UploadCompletion.of(slot.token()));
        put(url, "other");

        assertThat(grid.inputs().complete(slot.input().id(), UploadCompletion.of(slot.token())))
                .isEqualTo(done);
        assertThat(blobs.list("", 10).blobs())
                .filteredOn(blob ->
                        blob.key().value().equals(done.content().orElseThrow().blob()))
                .extracting(BlobStore.Listed::sizeBytes)
                .containsExactly(5L);
    }

    @Test
    void anotherSizeOrEtagThanArrivedIsRefused() throws Exception {
        UploadSlot slot = slot();
        String etag = put(uploadUrl(slot), "twelve bytes")
                .headers()
                .firstValue("etag")
                .orElseThrow();

        assertThatThrownBy(() -> grid.inputs().complete(slot.input().id(), completion(slot.token(), 11, etag)))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("size_bytes is 11, and 12");
        assertThatThrownBy(() -> grid.inputs().complete(slot.input().id(), completion(slot.token(), 12, "\"0123\"")))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("etag");
        assertThat(grid.inputs()
                        .complete(slot.input().id(), completion(slot.token(), 12, etag))
                        .isReady())
                .isTrue();
    }

    @Test
    void aSlotThatNothingWasSentToIsNotCompleted() {
        UploadSlot slot = slot();

        assertThatThrownBy(() -> grid.inputs().complete(slot.input().id(), UploadCompletion.of(slot.token())))
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }
}
