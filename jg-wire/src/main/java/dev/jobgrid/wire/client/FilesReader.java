package dev.jobgrid.wire.client;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactPath;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadSlot;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads responses about inputs and artifacts (reference §05, §09). Hashes of tokens and keys of blobs read as empty.
 */
public final class FilesReader {
    private FilesReader() {}

    /**
     * A slot, with the addresses to send its bytes to and to complete it, without a key if the server has such an
     * address. The addresses are secrets.
     */
    public record Slot(UploadSlot slot, String method, URI url, Map<String, String> headers, URI complete) {
        /** Copies the headers. */
        public Slot {
            headers = Map.copyOf(headers);
        }

        /** Without the address. */
        @Override
        public String toString() {
            return "Slot[" + slot.input().id() + "]";
        }
    }

    /** An artifact with its download address, which is a secret. */
    public record Download(Artifact artifact, URI url, Instant expires) {
        /** Without the address. */
        @Override
        public String toString() {
            return "Download[" + artifact.id() + "]";
        }
    }

    /** Reads a new slot for this file. */
    public static Slot slot(byte[] body, JobInput.InputFile file) throws IOException {
        return ResponseObject.read(body, response -> slot(response.needObject("upload"), file));
    }

    private static Slot slot(ResponseObject upload, JobInput.InputFile file) {
        JobInput input = new JobInput(
                WorkspaceId.DEFAULT,
                new InputId(upload.needText("input_id")),
                file,
                InputStatus.PENDING,
                Optional.empty(),
                "",
                upload.time("created_at").orElseGet(() -> upload.needTime("expires_at")),
                upload.needTime("expires_at"));
        Map<String, String> headers = new TreeMap<>();
        upload.object("headers")
                .ifPresent(given -> given.node()
                        .fieldNames()
                        .forEachRemaining(name -> given.text(name).ifPresent(value -> headers.put(name, value))));
        return new Slot(
                new UploadSlot(input, new Secret(upload.needText("token"))),
                upload.text("method").orElse("PUT"),
                URI.create(upload.needText("upload_url")),
                headers,
                URI.create(upload.text("signed_complete_url").orElseGet(() -> upload.needText("complete_url"))));
    }

    /** Reads an input just completed. */
    public static JobInput input(byte[] body) throws IOException {
        return ResponseObject.read(body, FilesReader::input);
    }

    /** Reads a list of inputs. */
    public static List<JobInput> inputs(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> response.objects("inputs").stream()
                        .map(FilesReader::input)
                        .toList());
    }

    private static JobInput input(ResponseObject input) {
        JobInput.InputFile file = new JobInput.InputFile(
                input.text("filename").orElse(""),
                input.text("content_type").orElse(""),
                input.word("kind", InputKind.class).orElse(InputKind.INPUT));
        Optional<JobInput.Content> content = input.number("size_bytes")
                .map(size -> new JobInput.Content(size, input.text("etag").orElse(""), ""));
        return new JobInput(
                WorkspaceId.DEFAULT,
                new InputId(input.needText("input_id")),
                file,
                input.needWord("status", InputStatus.class),
                content,
                "",
                input.needTime("created_at"),
                input.time("expires_at").orElseGet(() -> input.needTime("created_at")));
    }

    /** Reads a list of artifacts. */
    public static List<Artifact> artifacts(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> response.objects("artifacts").stream()
                        .map(FilesReader::artifact)
                        .toList());
    }

    /** Reads an artifact and its download address. */
    public static Download download(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> new Download(
                        artifact(response.needObject("artifact")),
                        URI.create(response.needText("url")),
                        response.needTime("expires_at")));
    }

    private static Artifact artifact(ResponseObject artifact) {
        String path = artifact.text("path").orElseGet(() -> artifact.needText("filename"));
        String folder = ArtifactPath.FOLDER + "/";
        return new Artifact(
                JobReader.ref(new JobId(artifact.needText("job_id"))),
                new ArtifactId(artifact.needText("artifact_id")),
                artifact.count("attempt").orElse(0),
                path.startsWith(folder) ? path.substring(folder.length()) : path,
                artifact.text("content_type").orElse(""),
                artifact.number("size_bytes").orElse(0L),
                artifact.text("sha256").orElse(""),
                artifact.needTime("created_at"),
                artifact.time("uploaded_at"));
    }
}
