package dev.jobgrid.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;

/** A program of its own, so that its heap can be small: a large file goes up, through a job that copies it, and down. */
final class LargeFile {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String key;

    private LargeFile(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /**
     * Arguments: a folder to work in, and how many MiB. Prints how long each part took, how the job ended, whether what came
     * back is what was sent, and its hash.
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long size = Long.parseLong(args[1]) << 20;
        try (JobGrid grid = JobGrid.builder()
                        .storage(new WithBlobs(
                                new MemoryStorage(), new FolderBlobs(Files.createDirectories(folder.resolve("blobs")))))
                        .executor(ProcessExecutor.builder(folder.resolve("runs"))
                                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                                .build())
                        .build();
                StandaloneServer server =
                        StandaloneServer.start(HttpAdapter.builder(grid).build())) {
            String key = grid.operations()
                    .apiKeys()
                    .create(WorkspaceId.DEFAULT, "test", EnumSet.allOf(Scope.class), Optional.empty())
                    .secret()
                    .value();
            LargeFile flow = new LargeFile(server.url(), key);
            String sent = flow.hash(new Pattern(size));
            long began = System.nanoTime();
            String input = flow.upload(size);
            long up = System.nanoTime();
            JsonNode job = flow.post("/v1/jobs", draft(input));
            JobId id = new JobId(job.get("job_id").asText());
            String status = grid.job(id).await(Duration.ofMinutes(5)).status().name();
            long over = System.nanoTime();
            boolean same = flow.download(id).equals(sent);
            System.out.printf(
                    "up %d ms, job %d ms, down %d ms%n",
                    (up - began) / 1_000_000, (over - up) / 1_000_000, (System.nanoTime() - over) / 1_000_000);
            System.out.println(status + " " + same + " " + sent);
        }
    }

    private static String draft(String input) {
        return """
                {"name": "copy", "image": "cuda:12", "workload_type": "batch", "model_size_gb": 1,
                 "input_files": [{"input_id": "%s"}],
                 "command": ["sh", "-c", "cp /workspace/inputs/large.bin /workspace/artifacts/"]}
                """.formatted(input);
    }

    private String upload(long size) throws Exception {
        JsonNode slot = post("/v1/job-inputs", "{\"filename\":\"large.bin\"}").get("upload");
        HttpRequest put = HttpRequest.newBuilder(
                        URI.create(slot.get("upload_url").asText()))
                .PUT(BodyPublishers.ofInputStream(() -> new Pattern(size)))
                .build();
        HttpResponse<Void> answer = client.send(put, BodyHandlers.discarding());
        if (answer.statusCode() != 200) {
            throw new IOException("the upload got " + answer.statusCode());
        }
        post(
                "/v1/job-inputs/" + slot.get("input_id").asText() + "/complete",
                "{\"token\":\"" + slot.get("token").asText() + "\",\"size_bytes\":" + size + "}");
        return slot.get("input_id").asText();
    }

    private String download(JobId job) throws Exception {
        JsonNode artifact = send(request("/v1/jobs/" + job + "/artifacts")).at("/artifacts/0/artifact_id");
        JsonNode link = post("/v1/jobs/" + job + "/artifacts/" + artifact.asText() + "/download", "");
        HttpRequest get =
                HttpRequest.newBuilder(URI.create(link.get("url").asText())).build();
        try (InputStream body = client.send(get, BodyHandlers.ofInputStream()).body()) {
            return hash(body);
        }
    }

    private String hash(InputStream body) throws IOException {
        MessageDigest digest = FolderBlobs.sha256();
        byte[] chunk = new byte[1 << 16];
        for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
            digest.update(chunk, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + key);
    }

    private JsonNode post(String path, String json) throws Exception {
        return send(request(path).POST(BodyPublishers.ofString(json)));
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.body());
        }
        return Answer.parse(answer.body());
    }

    /** Bytes that repeat at no power of two, so that a chunk lost or doubled shows. */
    private static final class Pattern extends InputStream {
        private final long size;
        private long position;

        Pattern(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return position < size ? (int) (position++ % 251) : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = (int) Math.min(length, size - position);
            for (int i = 0; i < count; i++) {
                into[offset + i] = (byte) (position++ % 251);
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
